import { isFigure, isNumeric, numberAt } from "../../shared/table/table";
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

/** What a column needs. */
export interface Need {
  /** The width at which its heading and its cells can be read. */
  readonly natural: number;
  /** The width below which it is never drawn, whatever is asked for: figures are not cut. */
  readonly least: number;
}

/** What the heading of a column and a sample of its cells need; of numbers, with the longest. */
export function columnNeed(column: GridColumn, rows: number, measure: TextMeasure): Need {
  const figures = isFigure(column.source.kind);
  let cells = 0;
  for (const row of sampleRows(column, rows)) {
    const text = column.source.kind === "boolean" ? "" : (column.text(row) ?? "");
    // Long texts all end up at the maximum: there is no need to measure all of them.
    const shown = text.length > 80 && !figures ? text.slice(0, 80) : text;
    cells = Math.max(cells, measure.cell(shown) + CELL_PADDING);
  }
  const extra = HEADER_EXTRA + (column.help === undefined ? 0 : 18);
  const wanted = Math.max(measure.header(column.label) + extra, cells, MIN_WIDTH);
  const least = figures ? Math.ceil(Math.max(cells, MIN_WIDTH)) : MIN_WIDTH;
  return { natural: Math.max(least, Math.ceil(Math.min(wanted, MAX_AUTO_WIDTH))), least };
}

/** Some rows all over a column, and those of its least and greatest number. */
function sampleRows({ source }: GridColumn, rows: number): Iterable<number> {
  const sample = new Set<number>();
  for (let row = 0; row < rows; row += Math.max(1, Math.floor(rows / SAMPLE))) sample.add(row);
  if (!isNumeric(source.kind)) return sample;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [least, most] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const value = numberAt(source, row);
    if (value < low) [low, least] = [value, row];
    if (value > high) [high, most] = [value, row];
  }
  return rows === 0 ? sample : sample.add(least).add(most);
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
