/** Marks that a chart draws at most, over all its series: more than there are pixels across. */
export const MARK_LIMIT = 6000;

/**
 * Chooses rows so that the drawing of a long series looks the same: of each stretch those with
 * the least and the greatest value of every series. `rows` are in the order of drawing.
 */
export function thinned(
  rows: Uint32Array,
  values: readonly ((row: number) => number)[],
  limit: number,
): Uint32Array {
  if (rows.length * values.length <= limit || values.length === 0) return rows;
  // A stretch keeps up to two rows a series, and each row is a mark in every series.
  const stretches = Math.max(50, Math.floor(limit / (2 * values.length * values.length)));
  const size = Math.ceil(rows.length / stretches);
  const kept = new Set<number>([0, rows.length - 1]);
  for (let from = 0; from < rows.length; from += size) {
    const to = Math.min(from + size, rows.length);
    for (const value of values) keepExtremes(rows, value, from, to, kept);
  }
  const places = [...kept].sort((a, b) => a - b);
  return Uint32Array.from(places, (place) => rows[place] ?? 0);
}

function keepExtremes(
  rows: Uint32Array,
  value: (row: number) => number,
  from: number,
  to: number,
  kept: Set<number>,
): void {
  let low = -1;
  let high = -1;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let place = from; place < to; place += 1) {
    const now = value(rows[place] ?? 0);
    if (now < least) [least, low] = [now, place];
    if (now > most) [most, high] = [now, place];
  }
  // A stretch without any value stays a gap.
  kept.add(low < 0 ? from : low);
  kept.add(high < 0 ? from : high);
}
