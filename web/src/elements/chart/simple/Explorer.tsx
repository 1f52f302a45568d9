import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import { ChartTooltip } from "./ChartTooltip";
import styles from "./Explorer.module.css";
import type { ChartModel, Stop } from "./model";
import type { Plot } from "./view";

interface Props {
  readonly model: ChartModel;
  readonly hidden: ReadonlySet<number>;
  readonly colors: readonly string[];
  readonly plot: Plot;
}

interface PlacedStop {
  readonly stop: Stop;
  /** Pixels along the plot. */
  readonly place: number;
}

/**
 * Reads a chart's values: the pointer finds the nearest place along it, the arrow keys go from
 * one to the next.
 */
export function Explorer({ model, hidden, colors, plot }: Props) {
  const [at, setAt] = useState<number | null>(null);
  const stops = useMemo(() => placed(model.stops, plot), [model.stops, plot]);
  const current = at === null ? undefined : stops[Math.min(at, stops.length - 1)];
  const find = (event: PointerEvent<HTMLDivElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const along = model.horizontal ? event.clientY - top : event.clientX - left;
    setAt(nearest(stops, along));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyTarget(event.key, at ?? -1, stops.length);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  const { left, top, width, height } = plot;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of one without a form
    <div
      role="group"
      aria-roledescription="chart values"
      aria-label="Values: arrow keys go from one to the next"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys need a place
      tabIndex={0}
      className={styles.plot}
      style={{ left, top, width, height }}
      onPointerMove={find}
      onPointerDown={find}
      onPointerLeave={() => setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={onKeyDown}
    >
      {current === undefined ? null : (
        <>
          <Marker model={model} hidden={hidden} colors={colors} plot={plot} current={current} />
          <ChartTooltip
            model={model}
            hidden={hidden}
            colors={colors}
            stop={current.stop}
            x={model.horizontal ? width / 2 : current.place}
            y={model.horizontal ? current.place : null}
            room={width}
          />
        </>
      )}
    </div>
  );
}

function Marker({ model, hidden, colors, plot, current }: Props & { current: PlacedStop }) {
  const { place, stop } = current;
  const line = model.horizontal
    ? { top: place, left: 0, width: "100%" }
    : { left: place, top: 0, height: "100%" };
  return (
    <>
      <span className={styles.line} data-horizontal={model.horizontal || undefined} style={line} />
      {model.mark === "line" || (model.mark === "area" && model.series.length === 1)
        ? stop.values.map((value, s) => {
            const top = value === null || hidden.has(s) ? undefined : plot.across(Number(value));
            if (top === undefined) return null;
            return (
              <span
                key={s}
                className={styles.dot}
                style={{ left: place, top, background: colors[s] }}
              />
            );
          })
        : null}
    </>
  );
}

function placed(stops: readonly Stop[], plot: Plot): PlacedStop[] {
  return stops.flatMap((stop) => {
    const place = plot.along(stop.x);
    return place === undefined ? [] : [{ stop, place }];
  });
}

function nearest(stops: readonly PlacedStop[], along: number): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  stops.forEach(({ place }, index) => {
    const distance = Math.abs(place - along);
    if (distance < least) [least, best] = [distance, index];
  });
  return best;
}

function keyTarget(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return Math.min(count - 1, at + 1);
    case "ArrowLeft":
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
