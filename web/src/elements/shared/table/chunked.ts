/** Compares two places, as `Array.sort` has it. */
export type Compare = (a: number, b: number) => number;

/** Rows that are sorted in one go; a few milliseconds of work. */
const RUN = 16_384;

/** Lets the page draw and answer between two pieces of work. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** 0 … count-1 in order: a stable merge sort that pauses between its pieces. */
export async function sortChunked(count: number, compare: Compare): Promise<Uint32Array> {
  let rows = Uint32Array.from({ length: count }, (_, row) => row);
  const byPlace: Compare = (a, b) => compare(a, b) || a - b;
  for (let from = 0; from < count; from += RUN) {
    rows.subarray(from, from + RUN).sort(byPlace);
    if (count > RUN) await pause();
  }
  let other = new Uint32Array(count > RUN ? count : 0);
  for (let width = RUN; width < count; width *= 2) {
    for (let from = 0; from < count; from += 2 * width) {
      await merge(rows, other, from, width, byPlace);
    }
    [rows, other] = [other, rows];
  }
  return rows;
}

async function merge(
  from: Uint32Array,
  into: Uint32Array,
  start: number,
  width: number,
  compare: Compare,
): Promise<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let left = start;
  let right = middle;
  for (let place = start; place < end; place += 1) {
    const first = from[left] ?? 0;
    const second = from[right] ?? 0;
    const takeLeft = left < middle && (right >= end || compare(first, second) <= 0);
    into[place] = takeLeft ? first : second;
    if (takeLeft) left += 1;
    else right += 1;
    if (place % 131_072 === 131_071) await pause();
  }
}
