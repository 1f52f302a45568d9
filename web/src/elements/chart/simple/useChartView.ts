import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Lazy, useLazy } from "../../../ui/lazy";
import type { ChartLook } from "./look";
import type { ChartModel } from "./model";
import { drawnRows } from "./share";
import { chartSpec } from "./spec";
import type { ChartView, Plot } from "./view";

/** Vega is large: it loads when a chart first appears. */
const viewModule = new Lazy(() => import("./view"));

interface Options {
  /** What the chart is drawn into. */
  readonly host: RefObject<HTMLDivElement | null>;
  /** What gives the chart its size. */
  readonly box: RefObject<HTMLDivElement | null>;
  readonly model: ChartModel;
  readonly hidden: ReadonlySet<number>;
  readonly colors: readonly string[];
  readonly look: ChartLook;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Keeps a chart drawn as model, theme and size change. */
export function useChartView({ host, box, model, hidden, colors, look }: Options) {
  const loaded = useLazy(viewModule);
  const size = useSize(box);
  const view = useRef<ChartView>(null);
  const [plot, setPlot] = useState<Plot>();
  const [failed, setFailed] = useState<{ model: ChartModel; problem: string }>();
  const module = loaded.state === "ready" ? loaded.value : undefined;
  useEffect(() => {
    if (module === undefined || host.current === null) return;
    const made = new module.ChartView(host.current);
    view.current = made;
    return () => {
      view.current = null;
      made.clear();
    };
  }, [module, host]);
  useEffect(() => {
    if (module === undefined || view.current === null || size.width < 20) return;
    const drawing = {
      spec: chartSpec(model, colors, size.width),
      config: look.config,
      rows: drawnRows(model, hidden),
      ...size,
    };
    view.current.draw(drawing, model.horizontal).then(
      (now) => {
        if (now !== undefined) setPlot(now);
      },
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        setFailed({ model, problem });
      },
    );
  }, [module, model, hidden, colors, look, size]);
  // Other data may well be drawn.
  const problem = failed?.model === model ? failed.problem : undefined;
  return { plot, problem: loaded.state === "failed" ? loaded.error.message : problem };
}

function useSize(place: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const take = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((was) => (was.width === width && was.height === height ? was : { width, height }));
    };
    take();
    const observer = new ResizeObserver(take);
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return size;
}
