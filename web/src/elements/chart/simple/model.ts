import type { Numeric } from "../../../protocol/check";
import type { LineChartProps, Sort, Stack } from "../../../wire/elements";

export type ChartMark = "line" | "area" | "bar";

/** The parameters of all three charts. */
export interface ChartProps extends Omit<LineChartProps, "data"> {
  readonly mark: ChartMark;
  readonly stack?: Stack | undefined;
  readonly horizontal?: boolean;
  readonly sort?: Sort;
}

/** How the values along the chart are laid out. */
export type Scale = "quantitative" | "temporal" | "ordinal";

/** A mark's place: `x` along the chart, `y` its value, `s` its series. */
export interface ChartRow {
  readonly x: number | string;
  readonly y: number | null;
  readonly s: number;
  /** The place in the order of an ordinal scale. */
  readonly o: number;
  /** Whether its neighbours in the series have no value, so that no line leads to it. */
  readonly alone?: true;
}

export interface Series {
  readonly name: string;
  /** A colour of the script; null: the next one of the palette. */
  readonly color: string | null;
}

/** All values at one place along the chart, as the reader sees them. */
export interface Stop {
  readonly x: number | string;
  readonly label: string;
  /** By series; integers of any size are exact. */
  readonly values: readonly (Numeric | null)[];
}

/** How the axis of the values is laid out. */
export interface ValueRange {
  /** Whether it begins at zero. */
  readonly zero: boolean;
  /** Whether its labels are shortened, as in 1.5M. */
  readonly short: boolean;
  /** Whether all values are zero, so that they give no scale. */
  readonly none: boolean;
  /** Whether the largest has so many digits that no round number is beyond it. */
  readonly huge: boolean;
}

/** What is drawn, apart from how it looks. */
export interface ChartModel {
  readonly mark: ChartMark;
  readonly scale: Scale;
  /** Whether the values along the chart are whole numbers. */
  readonly whole: boolean;
  /** Whether they look like years, which have no thousands separator. */
  readonly years: boolean;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
  readonly rows: readonly ChartRow[];
  readonly stops: readonly Stop[];
  readonly stack: "zero" | "normalize" | "center" | "layered" | "side";
  readonly horizontal: boolean;
  readonly values: ValueRange;
  /** What was left out, in words; empty when all is drawn. */
  readonly note: string;
}
