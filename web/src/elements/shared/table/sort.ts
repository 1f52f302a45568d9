import { sortChunked } from "./chunked";
import { sortKeys } from "./rank";
import type { DataColumn } from "./table";

export type Direction = "ascending" | "descending";

/** The rows of a column in order. Equal rows keep theirs; rows without a value come last. */
export async function sortedRows(
  column: DataColumn,
  rows: number,
  direction: Direction,
): Promise<Uint32Array> {
  const keys = await sortKeys(column, rows);
  const sign = direction === "ascending" ? 1 : -1;
  return sortChunked(rows, (a, b) => {
    const left = keys[a] ?? 0;
    const right = keys[b] ?? 0;
    if (left === right) return 0;
    if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
    if (Number.isNaN(right)) return -1;
    return left < right ? -sign : sign;
  });
}
