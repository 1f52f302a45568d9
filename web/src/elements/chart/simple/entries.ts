import { type Numeric, narrowInt } from "../../../protocol/check";
import { exactText, NO_VALUE } from "../../shared/table/cell";
import { type DataColumn, type DataTable, numberAt } from "../../shared/table/table";
import type { Along } from "./along";
import { compareNumbers } from "./order";
import { thinned } from "./thin";

/** A row of the data with its values by series. */
export interface Entry {
  readonly row: number;
  readonly values: readonly (readonly [series: number, value: Numeric])[];
}

/** A series: a column, or the rows of a column that share a value of another. */
export interface Group {
  readonly name: string;
  readonly column: DataColumn;
  /** Undefined: all rows. */
  readonly rows: readonly number[] | undefined;
}

/** Series that are told apart; the rest of the values of a column share the last one. */
const GROUP_LIMIT = 50;

export function groupsOf(
  table: DataTable,
  columns: readonly DataColumn[],
  by: DataColumn | undefined,
): Group[] {
  if (by === undefined) {
    return columns.map((column) => ({ name: column.name, column, rows: undefined }));
  }
  const text = exactText(by, table.rows);
  const rows = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row += 1) {
    const value = text(row) ?? NO_VALUE;
    const name = rows.has(value) || rows.size < GROUP_LIMIT ? value : "other";
    const known = rows.get(name);
    if (known === undefined) rows.set(name, [row]);
    else known.push(row);
  }
  return columns.flatMap((column) =>
    [...rows].map(([name, members]) => ({
      name: columns.length > 1 ? `${column.name} · ${name}` : name,
      column,
      rows: members,
    })),
  );
}

/** The rows that are drawn, along the chart where it has a direction. */
export function entriesOf(
  table: DataTable,
  along: Along,
  groups: readonly Group[],
  limit: number,
): { entries: Entry[]; thinned: boolean } {
  const continuous = along.scale !== "ordinal";
  let left = 0;
  const share = limit / Math.max(1, groups.filter(({ rows }) => rows !== undefined).length);
  const drawn = (rows: readonly number[] | undefined, members: readonly Group[], most: number) => {
    const sorted = alongRows(rows ?? table.rows, along);
    const values = members.map(
      ({ column }) =>
        (row: number) =>
          numberAt(column, row),
    );
    const kept = continuous ? thinned(sorted, values, most) : sorted;
    left += sorted.length - kept.length;
    return kept;
  };
  const whole = groups.filter(({ rows }) => rows === undefined);
  const entries: Entry[] = [];
  for (const row of whole.length === 0 ? [] : drawn(undefined, whole, limit)) {
    entries.push({ row, values: groups.map(({ column }, s) => [s, exactAt(column, row)]) });
  }
  groups.forEach((group, s) => {
    if (group.rows === undefined) return;
    for (const row of drawn(group.rows, [group], share)) {
      entries.push({ row, values: [[s, exactAt(group.column, row)]] });
    }
  });
  return { entries, thinned: left > 0 };
}

/** The value, an integer of any size exactly. */
function exactAt(column: DataColumn, row: number): Numeric {
  const value = column.at(row);
  return typeof value === "bigint" && column.scale === 0 ? narrowInt(value) : numberAt(column, row);
}

/** The rows, in the order of a continuous scale or else as in the data. */
function alongRows(rows: readonly number[] | number, along: Along): Uint32Array {
  const all =
    typeof rows === "number"
      ? Uint32Array.from({ length: rows }, (_, row) => row)
      : Uint32Array.from(rows);
  if (along.scale === "ordinal") return all;
  const x = (row: number) => Number(along.at(row));
  const isSorted = all.every(
    (row, at) => at === 0 || compareNumbers(x(all[at - 1] ?? 0), x(row)) <= 0,
  );
  return isSorted ? all : all.sort((a, b) => compareNumbers(x(a), x(b)) || a - b);
}
