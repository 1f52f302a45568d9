import { pause, sortChunked } from "./chunked";
import { type DataColumn, isNumeric, numberAt } from "./table";

/**
 * A number for each row that orders as the column's values do; NaN where there is no value.
 * Text is ranked among the distinct values, so that the costly comparisons are few.
 */
export async function sortKeys(column: DataColumn, rows: number): Promise<Float64Array> {
  const keys = new Float64Array(rows);
  if (column.kind === "text" || column.kind === "nested" || column.kind === "binary") {
    return rankText(column, keys);
  }
  let exact = true;
  for (let row = 0; row < rows; row += 1) {
    keys[row] = numberAt(column, row);
    if (isNumeric(column.kind) && typeof column.at(row) === "bigint") {
      exact &&= Number.isSafeInteger(Number(column.at(row)));
    }
    if (row % 65_536 === 65_535) await pause();
  }
  return exact ? keys : rankBig(column, keys);
}

async function rankText(column: DataColumn, keys: Float64Array): Promise<Float64Array> {
  const places = new Map<string, number>();
  for (let row = 0; row < keys.length; row += 1) {
    const value = column.at(row);
    if (value === null || value === undefined) {
      keys[row] = Number.NaN;
      continue;
    }
    const text = typeof value === "string" ? value : JSON.stringify(value, bigAsText);
    let place = places.get(text);
    if (place === undefined) {
      place = places.size;
      places.set(text, place);
    }
    keys[row] = place;
    if (row % 65_536 === 65_535) await pause();
  }
  const distinct = [...places.keys()];
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const order = await sortChunked(distinct.length, (a, b) =>
    compare(distinct[a] ?? "", distinct[b] ?? ""),
  );
  return toRanks(keys, order);
}

async function rankBig(column: DataColumn, keys: Float64Array): Promise<Float64Array> {
  const big = (row: number) => BigInt(String(column.at(row)));
  const distinct = [...new Set(rowsWithValue(keys).map(big))];
  distinct.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  return keys.map((key, row) => (Number.isNaN(key) ? key : (ranks.get(big(row)) ?? 0)));
}

function rowsWithValue(keys: Float64Array): number[] {
  return Array.from(keys.keys()).filter((row) => !Number.isNaN(keys[row] ?? Number.NaN));
}

/** `keys` hold places; `order` says in which order the places stand. */
function toRanks(keys: Float64Array, order: Uint32Array): Float64Array {
  const ranks = new Float64Array(order.length);
  order.forEach((place, rank) => {
    ranks[place] = rank;
  });
  return keys.map((place) => (Number.isNaN(place) ? place : (ranks[place] ?? 0)));
}

function bigAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
