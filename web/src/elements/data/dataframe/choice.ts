import { type Check, int, list, text, ValidationError } from "../../../protocol/check";
import type { SelectionMode, WireValue } from "../../../wire/elements";

type Most = 0 | 1 | typeof Number.POSITIVE_INFINITY;

/** How many rows, columns and cells can be chosen. */
export interface Offer {
  readonly rows: Most;
  readonly columns: Most;
  readonly cells: Most;
}

/** A row, by its place in the data, and the name of a column. */
export type ChosenCell = readonly [row: number, column: string];

/** What the reader has chosen for the script. */
export interface Choice {
  readonly rows: ReadonlySet<number>;
  readonly columns: ReadonlySet<string>;
  /** By row. */
  readonly cells: ReadonlyMap<number, ReadonlySet<string>>;
}

export const NOTHING: Choice = { rows: new Set(), columns: new Set(), cells: new Map() };

export function offerOf(modes: readonly SelectionMode[]): Offer {
  const most = (many: SelectionMode, one: SelectionMode): Most => {
    if (modes.includes(many)) return Number.POSITIVE_INFINITY;
    return modes.includes(one) ? 1 : 0;
  };
  return {
    rows: most("multi-row", "single-row"),
    columns: most("multi-column", "single-column"),
    cells: most("multi-cell", "single-cell"),
  };
}

export function isNothing({ rows, columns, cells }: Choice): boolean {
  return rows.size + columns.size + cells.size === 0;
}

/** Chooses what is not chosen yet; when all of it is, none of it. Where one can be chosen, the first takes its place. */
export function toggled<T>(chosen: ReadonlySet<T>, items: readonly T[], most: Most): Set<T> {
  if (items.every((item) => chosen.has(item))) {
    const gone = new Set(items);
    return new Set([...chosen].filter((item) => !gone.has(item)));
  }
  return most === 1 ? new Set(items.slice(0, 1)) : new Set([...chosen, ...items]);
}

/** The cells that are chosen after a click: only these, or with `more` these besides the others. */
export function toggledCells(
  chosen: Choice["cells"],
  items: readonly ChosenCell[],
  most: Most,
  more: boolean,
): Choice["cells"] {
  const has = ([row, column]: ChosenCell) => chosen.get(row)?.has(column) ?? false;
  const count = [...chosen.values()].reduce((sum, columns) => sum + columns.size, 0);
  const all = items.every(has);
  if (all && !more) return count === items.length ? new Map() : byRow(items);
  if (!more || most === 1) return byRow(most === 1 ? items.slice(0, 1) : items);
  if (!all) return byRow([...cellsOf(chosen), ...items]);
  const gone = byRow(items);
  return byRow(cellsOf(chosen).filter(([row, column]) => !gone.get(row)?.has(column)));
}

function cellsOf(cells: Choice["cells"]): ChosenCell[] {
  return [...cells].flatMap(([row, columns]) =>
    [...columns].map((column): ChosenCell => [row, column]),
  );
}

function byRow(cells: readonly ChosenCell[]): Map<number, Set<string>> {
  const rows = new Map<number, Set<string>>();
  for (const [row, column] of cells) {
    const columns = rows.get(row);
    if (columns === undefined) rows.set(row, new Set([column]));
    else columns.add(column);
  }
  return rows;
}

/**
 * The choice as it travels: three lists, in order. With rows or cells, which are places, comes what they are places in:
 * the hash of the grid that the reader has seen.
 */
export function wireOf({ rows, columns, cells }: Choice, seen: number): WireValue {
  const places = cellsOf(cells).sort(([a], [b]) => a - b);
  const lists: WireValue[] = [
    [...rows].sort((a, b) => a - b),
    [...columns],
    places.map(([row, name]) => [row, name]),
  ];
  return rows.size + cells.size > 0 ? [...lists, String(seen)] : lists;
}

const cell: Check<ChosenCell> = (value, at) => {
  if (!Array.isArray(value) || value.length !== 2) throw new ValidationError(at, "a cell", value);
  return [int(value[0], `${at}[0]`), text(value[1], `${at}[1]`)];
};

/** The choice that a widget's value stands for. */
export const choice: Check<Choice> = (value, at) => {
  if (!Array.isArray(value) || value.length < 3)
    throw new ValidationError(at, "a selection", value);
  const [rows, columns, cells]: unknown[] = value;
  return {
    rows: new Set(list(int)(rows, `${at}.rows`)),
    columns: new Set(list(text)(columns, `${at}.columns`)),
    cells: byRow(list(cell)(cells, `${at}.cells`)),
  };
};
