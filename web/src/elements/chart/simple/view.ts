import embed, { type Result } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import type { Config } from "vega-lite";
import type { ChartRow } from "./model";
import { type ChartSpec, ROWS } from "./spec";

export interface Drawing {
  readonly spec: ChartSpec;
  readonly config: Config;
  readonly rows: readonly ChartRow[];
  readonly width: number;
  readonly height: number;
}

/** Where the chart's values stand in its box, in pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The place of a value within the plot; bars: their middle. */
  readonly along: (value: number | string) => number | undefined;
  readonly across: (value: number) => number | undefined;
}

/** Above this, drawing on a canvas is quicker than elements. */
const CANVAS_FROM = 1500;

/** A chart in a page: keeps what is drawn until its successor is ready. */
export class ChartView {
  #shown: { result: Result; key: string; horizontal: boolean } | undefined;
  /** Counts drawings, so that of two only the later one is shown. */
  #turn = 0;

  constructor(readonly host: HTMLElement) {}

  /** Draws; resolves to where things are, or to nothing if another drawing has come since. */
  async draw(drawing: Drawing, horizontal: boolean): Promise<Plot | undefined> {
    this.#turn += 1;
    const turn = this.#turn;
    const { spec, config, rows, width, height } = drawing;
    const canvas = rows.length > CANVAS_FROM;
    const key = JSON.stringify([spec, config, canvas]);
    if (this.#shown?.key === key) {
      const { view } = this.#shown.result;
      await view
        .width(width)
        .height(height)
        .data(ROWS, [...rows])
        .runAsync();
    } else {
      const place = document.createElement("div");
      // The host says what the chart shows; its thousand parts say nothing by themselves.
      place.setAttribute("aria-hidden", "true");
      const result = await embed(
        place,
        { ...spec, width, height, data: { name: ROWS, values: [...rows] } },
        {
          mode: "vega-lite",
          renderer: canvas ? "canvas" : "svg",
          actions: false,
          defaultStyle: false,
          tooltip: false,
          // The page's policy forbids `eval`, by which Vega would make its functions.
          ast: true,
          expr: expressionInterpreter,
          config,
        },
      );
      if (turn !== this.#turn) {
        result.finalize();
        return undefined;
      }
      this.#shown?.result.finalize();
      this.host.replaceChildren(place);
      this.#shown = { result, key, horizontal };
    }
    return turn === this.#turn ? this.#plot() : undefined;
  }

  clear(): void {
    this.#turn += 1;
    this.#shown?.result.finalize();
    this.#shown = undefined;
    this.host.replaceChildren();
  }

  #plot(): Plot | undefined {
    if (this.#shown === undefined) return undefined;
    const { result, horizontal } = this.#shown;
    const { view } = result;
    const [x = 0, y = 0] = view.origin();
    const padding = view.padding();
    const { left, top } = typeof padding === "number" ? { left: padding, top: padding } : padding;
    return {
      left: x + (left ?? 0),
      top: y + (top ?? 0),
      width: view.width(),
      height: view.height(),
      along: placing(view.scale(horizontal ? "y" : "x")),
      across: placing(view.scale(horizontal ? "x" : "y")),
    };
  }
}

/** A scale of Vega as a function to pixels, whatever kind it is. */
function placing(scale: unknown): (value: number | string) => number | undefined {
  if (typeof scale !== "function") return () => undefined;
  const bandwidth: unknown = "bandwidth" in scale ? scale.bandwidth : undefined;
  const width: unknown = typeof bandwidth === "function" ? bandwidth() : 0;
  return (value) => {
    const place: unknown = scale(value);
    if (typeof place !== "number" || Number.isNaN(place)) return undefined;
    return place + (typeof width === "number" ? width / 2 : 0);
  };
}
