import { columnNamed, type DataTable, isNumeric, numberAt } from "../../shared/table/table";
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
  return entries.toSorted(byText((row) => along.label(row)));
}

/** `"name"` or `"-name"`: by a column, upwards or downwards. */
function byColumn(table: DataTable, sort: string): Compare {
  const down = sort.startsWith("-") && columnNamed(table, sort) === undefined;
  const column = columnNamed(table, down ? sort.slice(1) : sort);
  if (column === undefined) return () => 0;
  const numbers = isNumeric(column.kind) || column.kind !== "text";
  const compare = numbers
    ? byNumber((row) => numberAt(column, row))
    : byText((row) => String(column.at(row) ?? ""));
  return down ? (a, b) => compare(b, a) : compare;
}

/** By number; what is no number stands at the end. */
function byNumber(value: (row: number) => number): Compare {
  return (a, b) => {
    const [first, second] = [value(a.row), value(b.row)];
    if (Number.isNaN(first) || Number.isNaN(second)) {
      return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    }
    return first < second ? -1 : first > second ? 1 : 0;
  };
}

function byText(value: (row: number) => string): Compare {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return (a, b) => compare(value(a.row), value(b.row));
}
