import type { TopLevelSpec } from "vega-lite";
import type { ChartModel } from "./model";

/** The data set that a chart's rows are in. */
export const ROWS = "rows";

export type ChartSpec = Extract<TopLevelSpec, { mark: unknown }>;

/** Vega-Lite for a chart, without its data: equal specs differ in their rows only. */
export function chartSpec(model: ChartModel, colors: readonly string[]): ChartSpec {
  const { horizontal } = model;
  const along = alongChannel(model);
  const value = valueChannel(model);
  const end = model.mark === "bar" && model.scale !== "ordinal" ? { field: "x2" } : null;
  const offset = model.stack === "side" ? { field: "s" } : null;
  return {
    data: { name: ROWS },
    autosize: { type: "fit", contains: "padding" },
    mark: markOf(model),
    encoding: {
      ...(horizontal ? { y: along, x: value } : { x: along, y: value }),
      ...(end === null ? {} : horizontal ? { y2: end } : { x2: end }),
      ...(offset === null ? {} : horizontal ? { yOffset: offset } : { xOffset: offset }),
      ...(model.mark === "line" || model.stack === "side"
        ? {}
        : { order: { field: "s", sort: "ascending" } }),
      color: {
        field: "s",
        type: "nominal",
        legend: null,
        scale: { domain: model.series.map((_, index) => index), range: [...colors] },
      },
    },
  };
}

function markOf({ mark, stack, stops, series, scale }: ChartModel): ChartSpec["mark"] {
  const overlaid = stack === "layered" && series.length > 1;
  switch (mark) {
    case "line":
      // A line through one point is nothing: show the point.
      return { type: "line", point: stops.length < 3 ? { size: 60, filled: true } : false };
    case "area":
      return {
        type: "area",
        line: { strokeWidth: 1.75 },
        fillOpacity: overlaid || series.length === 1 ? 0.22 : 0.62,
        ...(stops.length < 2 ? { point: { size: 60, filled: true } } : {}),
      };
    case "bar":
      return {
        type: "bar",
        fillOpacity: overlaid ? 0.6 : 1,
        ...(scale === "ordinal" ? { cornerRadiusEnd: series.length === 1 || stack === "side" ? 3 : 0 } : {}),
      };
  }
}

function alongChannel(model: ChartModel) {
  const { scale, mark, horizontal, xTitle } = model;
  const title = xTitle === "" ? null : xTitle;
  if (scale === "ordinal") {
    return {
      field: "x",
      type: "ordinal",
      title,
      sort: { field: "o", op: "min", order: "ascending" },
      scale: mark === "bar" ? { paddingInner: 0.25, paddingOuter: 0.15 } : { padding: 0.5 },
      axis: { ticks: false, grid: false, ...ordinalLabels(model) },
    } as const;
  }
  return {
    field: "x",
    type: scale,
    title,
    scale: scale === "temporal" ? ({ type: "utc" } as const) : { zero: false, nice: false },
    axis: {
      grid: false,
      tickCount: horizontal ? { expr: "height / 60" } : { expr: "max(2, width / 90)" },
      labelFlush: true,
      ...(model.years ? { format: "d" } : {}),
      ...(model.whole ? { tickMinStep: 1 } : {}),
    },
  } as const;
}

/** Short labels stand upright; long ones are turned rather than left out. */
function ordinalLabels({ horizontal, stops }: ChartModel) {
  if (horizontal) return { labelLimit: 180 } as const;
  const letters = stops.reduce((sum, { label }) => sum + Math.min(label.length, 24) + 2, 0);
  return letters > 90 && stops.length < 40
    ? ({ labelAngle: -40, labelLimit: 110 } as const)
    : ({ labelAngle: 0 } as const);
}

function valueChannel(model: ChartModel) {
  const { stack, yTitle, horizontal, zero } = model;
  const stacked = stack === "layered" || stack === "side" ? null : stack;
  return {
    field: "y",
    type: "quantitative",
    title: yTitle === "" ? null : yTitle,
    stack: stacked,
    scale: { zero, nice: true },
    axis: {
      domain: false,
      ticks: false,
      tickCount: horizontal ? { expr: "max(2, width / 80)" } : { expr: "max(2, height / 55)" },
      ...(stack === "normalize" ? { format: "%" } : { labelExpr: SHORT }),
    },
  } as const;
}

/** From a hundred thousand on, labels are short: 250k, 1.5M, 2B. */
const SHORT =
  "abs(datum.value) >= 1e5 ? replace(format(datum.value, '.3~s'), 'G', 'B') : datum.label";
