import { type Numeric, narrowInt } from "../../../protocol/check";
import { columnNamed, type DataColumn, type DataTable } from "../../shared/table/table";
import { type Along, alongOf } from "./along";
import { type Entry, entriesOf, groupsOf } from "./entries";
import type { ChartModel, ChartProps, ChartRow, Series, Stop, ValueRange } from "./model";
import { inOrder } from "./order";
import { MARK_LIMIT } from "./thin";

/** Bars with text below them that are drawn at most. */
const BAR_LIMIT = 1000;
const grouped = new Intl.NumberFormat();

/** Works out what a chart draws. */
export function buildChart(table: DataTable, props: ChartProps): ChartModel {
  const columns = props.y.flatMap((name) => columnNamed(table, name) ?? []);
  const xColumn = props.x === undefined ? undefined : columnNamed(table, props.x);
  const along = alongOf(table, xColumn, props.mark);
  const group = groupColumn(table, props);
  const groups = groupsOf(table, columns, group);
  const all = entriesOf(table, along, groups, MARK_LIMIT);
  const ordered = inOrder(all.entries, table, along, props);
  const stops = stopsOf(ordered, along, groups.length);
  const shown =
    along.scale === "ordinal" && stops.length > BAR_LIMIT ? stops.slice(0, BAR_LIMIT) : stops;
  const horizontal = props.horizontal === true;
  const rows =
    props.mark === "line"
      ? lineRows(ordered, along)
      : rowsOf(shown, props.mark === "bar" || group !== undefined);
  return {
    mark: props.mark,
    scale: along.scale,
    whole: along.whole,
    years: along.years,
    xTitle: props.x_label ?? props.x ?? "",
    yTitle: props.y_label ?? (columns.length === 1 ? (columns[0]?.name ?? "") : ""),
    series: groups.map(
      ({ name }, index): Series => ({ name, color: colorOf(props, group, index) }),
    ),
    rows: props.mark === "bar" ? rows : withAlone(rows, groups.length),
    stops: shown,
    stack: stackOf(props, groups.length),
    horizontal,
    values: valueRange(shown, props.mark),
    note: noteOf(table.rows, all.thinned, stops.length, shown.length),
  };
}

/** The column whose values make the series, where `color` names one. */
function groupColumn(table: DataTable, { color }: ChartProps): DataColumn | undefined {
  const [name] = color ?? [];
  return name === undefined || color?.length !== 1 ? undefined : columnNamed(table, name);
}

function colorOf(
  { color }: ChartProps,
  group: DataColumn | undefined,
  index: number,
): string | null {
  return group === undefined ? (color?.[index] ?? null) : null;
}

/** Collects the values at each place; several of one series at one place of a bar add up. */
function stopsOf(entries: readonly Entry[], along: Along, series: number): Stop[] {
  const stops = new Map<number | string, { label: string; values: (Numeric | null)[] }>();
  for (const { row, values } of entries) {
    const x = along.at(row);
    if (typeof x === "number" && Number.isNaN(x)) continue;
    let stop = stops.get(x);
    if (stop === undefined) {
      stop = { label: along.label(row), values: new Array<Numeric | null>(series).fill(null) };
      stops.set(x, stop);
    }
    for (const [s, value] of values) {
      if (Number.isFinite(Number(value))) stop.values[s] = sum(stop.values[s] ?? null, value);
    }
  }
  return [...stops].map(([x, { label, values }]) => ({ x, label, values }));
}

/** Integers add up exactly; of fractions, what floats add below their fifteen digits is taken off. */
function sum(before: Numeric | null, value: Numeric): Numeric {
  if (before === null) return value;
  if (isWhole(before) && isWhole(value)) return narrowInt(BigInt(before) + BigInt(value));
  return Number((Number(before) + Number(value)).toPrecision(15));
}

function isWhole(value: Numeric): boolean {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

/** A line goes through every value, also through several at one place. */
function lineRows(entries: readonly Entry[], along: Along): ChartRow[] {
  return entries.flatMap(({ row, values }, o) => {
    const x = along.at(row);
    if (typeof x === "number" && Number.isNaN(x)) return [];
    return values.map(([s, y]) => ({ x, y: drawn(y), s, o }));
  });
}

function drawn(value: Numeric | null): number | null {
  return value !== null && Number.isFinite(Number(value)) ? Number(value) : null;
}

/** Marks the values that no line leads to. */
function withAlone(rows: readonly ChartRow[], series: number): ChartRow[] {
  const marked = [...rows];
  for (let s = 0; s < series; s += 1) {
    const places = marked.flatMap((row, at) => (row.s === s ? [at] : []));
    const isGap = (at: number | undefined) => at === undefined || marked[at]?.y === null;
    places.forEach((at, index) => {
      const row = marked[at];
      if (row === undefined || row.y === null) return;
      const alone = isGap(places[index - 1]) && isGap(places[index + 1]);
      if (alone) marked[at] = { ...row, alone: true };
    });
  }
  return marked;
}

/** `sparse`: series may have no value at a place without that being a gap. */
function rowsOf(stops: readonly Stop[], sparse: boolean): ChartRow[] {
  return stops.flatMap(({ x, values }, o) =>
    values.flatMap((y, s): ChartRow[] => (y === null && sparse ? [] : [{ x, y: drawn(y), s, o }])),
  );
}

function stackOf({ mark, stack }: ChartProps, series: number): ChartModel["stack"] {
  if (mark === "line") return "layered";
  if (stack === "normalize" || stack === "center" || stack === "layered") return stack;
  if (stack !== false) return "zero";
  return mark === "bar" && series > 1 ? "side" : "layered";
}

function valueRange(stops: readonly Stop[], mark: ChartModel["mark"]): ValueRange {
  const known = stops.flatMap(({ values }) =>
    values.flatMap((value) => (value === null ? [] : [Number(value)])),
  );
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  // A line that comes down to nearly nothing is drawn from zero: anything else would mislead.
  const nearZero = low === high || (low >= 0 && low < 0.4 * high);
  const zero = mark !== "line" || nearZero;
  const size = Math.max(Math.abs(low), Math.abs(high));
  const spread = zero ? size : high - low;
  return {
    zero,
    short: size >= 1e5 && spread > size / 4,
    none: low === 0 && high === 0,
    huge: size > 1e307,
  };
}

function noteOf(rows: number, thinned: boolean, stops: number, shown: number): string {
  if (shown < stops) return `The first ${grouped.format(shown)} of ${grouped.format(stops)} bars`;
  return thinned ? `${grouped.format(rows)} rows, thinned to the highest and lowest values` : "";
}
