import type { TopLevelSpec } from "vega-lite";
import type { ChartModel } from "./model";

/** The data set that a chart's rows are in. */
export const ROWS = "rows";

/** Pixels beside the plot, and those that a turned label takes along the axis. */
const AXIS_ROOM = 50;
const LINE = 15;

export type ChartSpec = Extract<TopLevelSpec, { mark: unknown }>;

/**
 * Vega-Lite for a chart in `width` pixels, without its data: charts with equal specs differ in
 * their rows only.
 */
export function chartSpec(model: ChartModel, colors: readonly string[], width: number): ChartSpec {
  const { horizontal } = model;
  const along = alongChannel(model, width);
  const value = valueChannel(model);
  const offset = model.stack === "side" ? { field: "s" } : null;
  return {
    data: { name: ROWS },
    autosize: { type: "fit", contains: "padding" },
    mark: markOf(model),
    encoding: {
      ...(horizontal ? { y: along, x: value } : { x: along, y: value }),
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

function markOf(model: ChartModel): ChartSpec["mark"] {
  const { mark, stack, series } = model;
  const overlaid = stack === "layered" && series.length > 1;
  switch (mark) {
    case "line":
      return { type: "line", point: pointsOf(model) };
    case "area":
      return {
        type: "area",
        line: { strokeWidth: 1.75 },
        fillOpacity: overlaid || series.length === 1 ? 0.22 : 0.62,
        point: pointsOf(model),
      };
    case "bar":
      return { type: "bar", fillOpacity: overlaid ? 0.6 : 1, ...barShape(model) };
  }
}

/** A line through one point is nothing: show the point. */
function pointsOf({ mark, stops, rows }: ChartModel) {
  if (stops.length < (mark === "line" ? 3 : 2)) return { size: 60, filled: true };
  if (!rows.some(({ alone }) => alone)) return false;
  return { filled: true, size: { expr: "datum.alone ? 40 : 0" } };
}

function barShape({ scale, series, stack, horizontal, stops }: ChartModel) {
  if (scale === "ordinal") {
    return { cornerRadiusEnd: series.length === 1 || stack === "side" ? 3 : 0 } as const;
  }
  // On a continuous scale Vega does not know how many bars share the room.
  const room = `max(1, 0.85 * ${horizontal ? "height" : "width"} / ${stops.length})`;
  return horizontal
    ? ({ orient: "horizontal", height: { expr: room } } as const)
    : ({ orient: "vertical", width: { expr: room } } as const);
}

function alongChannel(model: ChartModel, width: number) {
  const { scale, mark, horizontal, xTitle } = model;
  const title = xTitle === "" ? null : xTitle;
  if (scale === "ordinal") {
    return {
      field: "x",
      type: "ordinal",
      title,
      sort: { field: "o", op: "min", order: "ascending" },
      scale: mark === "bar" ? { paddingInner: 0.25, paddingOuter: 0.15 } : { padding: 0.5 },
      axis: { ticks: false, grid: false, ...ordinalLabels(model, width) },
    } as const;
  }
  return {
    field: "x",
    type: scale,
    title,
    scale: {
      ...(scale === "temporal" ? ({ type: "utc" } as const) : { zero: false, nice: false }),
      ...(mark === "bar" ? { padding: 4 } : {}),
    },
    axis: {
      grid: false,
      tickCount: horizontal ? { expr: "height / 60" } : { expr: "max(2, width / 90)" },
      labelFlush: true,
      ...(model.years ? { format: "d" } : scale === "quantitative" ? { labelExpr: PLAIN } : {}),
      ...(model.whole ? { tickMinStep: 1 } : {}),
    },
  } as const;
}

/** Labels that do not fit side by side are turned; only of very many some are left out. */
function ordinalLabels({ horizontal, stops }: ChartModel, width: number) {
  if (horizontal) {
    // Names at the side may take two fifths; in steps, so that not every pixel makes another chart.
    const labelLimit = Math.max(80, Math.floor(width / 50) * 20);
    // The title stands before them, however long they are.
    return { labelLimit, maxExtent: labelLimit + 2 * LINE } as const;
  }
  const room = width - AXIS_ROOM;
  const needed = stops.reduce((sum, { label }) => sum + Math.min(label.length, 22) * 6.6 + 10, 0);
  return needed > room && stops.length * LINE < room
    ? ({ labelAngle: -40, labelLimit: 100, labelOverlap: false } as const)
    : ({ labelAngle: 0 } as const);
}

function valueChannel(model: ChartModel) {
  const { stack, yTitle, horizontal, values } = model;
  // What is normalised comes as shares.
  const stacked =
    stack === "layered" || stack === "side" ? null : stack === "normalize" ? "zero" : stack;
  return {
    field: "y",
    type: "quantitative",
    title: yTitle === "" ? null : yTitle,
    stack: stacked,
    scale: {
      zero: values.zero,
      nice: values.huge ? false : 5,
      ...(values.none || stack === "normalize" ? { domain: [0, 1] } : {}),
    },
    axis: {
      domain: false,
      ticks: false,
      tickCount: horizontal ? { expr: "max(2, width / 80)" } : { expr: "max(2, height / 55)" },
      ...(stack === "normalize" ? { format: "%" } : { labelExpr: values.short ? SHORT : PLAIN }),
    },
  } as const;
}

/** Numbers with more digits than there is room for: 1e+300. */
const LONG = "abs(datum.value) >= 1e15 || (datum.value != 0 && abs(datum.value) < 1e-6)";
const PLAIN = `${LONG} ? format(datum.value, '.6~e') : datum.label`;
/** 250k, 1.5M, 2B. */
const SHORT = `${LONG} ? format(datum.value, '.6~e') : replace(format(datum.value, '.3~s'), 'G', 'B')`;
