import { columnNamed, type DataTable, numberAt } from "../../shared/table/table";
import type { Along } from "./along";
import type { Entry } from "./entries";
import type { ChartProps } from "./model";

type Compare = (a: Entry, b: Entry) => number;

/** The order in which the places of a chart stand. */
export function inOrder(
  entries: readonly Entry[],
  table: DataTable,
  along: Along,
  { mark, sort, x }: ChartProps,
): readonly Entry[] {
  if (along.scale !== "ordinal") return entries.toSorted(byNumber((row) => Number(along.at(row))));
  if (mark !== "bar" || sort === false) return entries;
  if (typeof sort === "string") return entries.toSorted(byColumn(table, sort));
  const column = x === undefined ? undefined : columnNamed(table, x);
  if (column === undefined) return entries.toSorted(byNumber((row) => row));
  if (column.kind !== "text") return entries.toSorted(byNumber((row) => numberAt(column, row)));
  const text = (row: number) => (column.at(row) === null ? null : along.label(row));
  return entries.toSorted(byText(text));
}

/** `"name"` or `"-name"`: by a column, upwards or downwards. */
function byColumn(table: DataTable, sort: string): Compare {
  const down = sort.startsWith("-") && columnNamed(table, sort) === undefined;
  const column = columnNamed(table, down ? sort.slice(1) : sort);
  if (column === undefined) return () => 0;
  const sign = down ? -1 : 1;
  if (column.kind !== "text") return byNumber((row) => numberAt(column, row), sign);
  const text = (row: number) => (column.at(row) === null ? null : String(column.at(row)));
  return byText(text, sign);
}

function byNumber(value: (row: number) => number, sign = 1): Compare {
  return (a, b) => compareNumbers(value(a.row), value(b.row), sign);
}

/** Upwards, or downwards where `sign` is -1; what is not a number comes last both ways. */
export function compareNumbers(a: number, b: number, sign = 1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -sign : a > b ? sign : 0;
}

function byText(value: (row: number) => string | null, sign = 1): Compare {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return (a, b) => {
    const [left, right] = [value(a.row), value(b.row)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  };
}
