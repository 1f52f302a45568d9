import { isNumeric, isTemporal } from "../../shared/table/table";
import type { GridColumn } from "./columns";

/** Where the columns stand: `lefts[i]` to `lefts[i + 1]`, in pixels after the row numbers. */
export interface ColumnLayout {
  readonly lefts: Float64Array;
  /** The width of the row numbers' column; 0 when they are hidden. */
  readonly index: number;
  /** All columns with the row numbers. */
  readonly total: number;
}

export const MIN_WIDTH = 48;
export const MAX_AUTO_WIDTH = 360;
const CELL_PADDING = 25;
const HEADER_EXTRA = 44;
const SAMPLE = 120;

/** Measures text in the fonts of the grid. */
export interface TextMeasure {
  readonly cell: (text: string) => number;
  readonly header: (text: string) => number;
}

/**
 * The width at which a column's heading and a sample of its cells can be read. Figures are never
 * cut, so that all of them count.
 */
export function naturalWidth(column: GridColumn, rows: number, measure: TextMeasure): number {
  let widest = measure.header(column.label) + HEADER_EXTRA;
  if (column.help !== undefined) widest += 18;
  if (isFigure(column)) {
    return Math.ceil(
      Math.max(Math.min(widest, MAX_AUTO_WIDTH), figureWidth(column, rows, measure)),
    );
  }
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  for (let row = 0; row < rows; row += step) {
    const text = column.source.kind === "boolean" ? "" : (column.text(row) ?? "");
    // Long texts all end up at the maximum: there is no need to measure all of them.
    const shown = text.length > 80 ? text.slice(0, 80) : text;
    widest = Math.max(widest, measure.cell(shown) + CELL_PADDING);
  }
  return Math.ceil(Math.min(Math.max(widest, MIN_WIDTH), MAX_AUTO_WIDTH));
}

/** Whether half of a cell's text would be another value. */
export function isFigure({ source }: GridColumn): boolean {
  const { kind } = source;
  return isNumeric(kind) || isTemporal(kind) || kind === "time" || kind === "duration";
}

/** The width that all figures of a column have room in. */
export function figureWidth(column: GridColumn, rows: number, measure: TextMeasure): number {
  const widest = Math.max(
    0,
    ...extremes(column, rows).map((row) => measure.cell(column.text(row) ?? "")),
  );
  return Math.ceil(Math.max(widest + CELL_PADDING, MIN_WIDTH));
}

/** The rows with the longest figures: the least, the greatest, and those nearest to zero. */
function extremes({ source }: GridColumn, rows: number): number[] {
  const best = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const found: (number | undefined)[] = [undefined, undefined, undefined];
  let special: number | undefined;
  for (let row = 0; row < rows; row += 1) {
    const given = source.at(row);
    if (given === null || given === undefined) continue;
    const value = Number(given);
    if (!Number.isFinite(value)) {
      special = row;
      continue;
    }
    const scores = [value, -value, value === 0 ? Number.NEGATIVE_INFINITY : -Math.abs(value)];
    scores.forEach((score, at) => {
      if (score > (best[at] ?? 0)) {
        best[at] = score;
        found[at] = row;
      }
    });
  }
  return [...found, special].flatMap((row) => row ?? []);
}

/** The width of the row numbers. */
export function indexWidth(rows: number, measure: TextMeasure): number {
  return Math.ceil(measure.cell(String(Math.max(0, rows - 1))) + CELL_PADDING);
}

/**
 * The layout of columns with these natural widths. Room that is left over goes to the columns
 * that the script and the reader have not given a width.
 */
export function layoutColumns(
  natural: readonly number[],
  fixed: readonly boolean[],
  index: number,
  room: number,
): ColumnLayout {
  const used = natural.reduce((sum, width) => sum + width, index);
  const flexible = natural.reduce((sum, width, at) => (fixed[at] ? sum : sum + width), 0);
  const spare = Math.max(0, Math.floor(room) - used);
  const growth = flexible === 0 ? 0 : spare / flexible;
  const lefts = new Float64Array(natural.length + 1);
  natural.forEach((width, at) => {
    lefts[at + 1] = (lefts[at] ?? 0) + width * (fixed[at] ? 1 : 1 + growth);
  });
  return { lefts, index, total: index + (lefts[natural.length] ?? 0) };
}

/** The column at `x` pixels after the row numbers. */
export function columnAtX(lefts: Float64Array, x: number): number {
  let low = 0;
  let high = lefts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lefts[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
