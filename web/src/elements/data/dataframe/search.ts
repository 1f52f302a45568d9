import { rawText } from "../../shared/table/cell";
import { pause } from "../../shared/table/chunked";
import type { GridColumn } from "./columns";
import type { Place } from "./selection";

/** Milliseconds of search before the page gets to draw. */
const SLICE = 12;
/** More hits than these help nobody, and cost memory. */
export const HIT_LIMIT = 100_000;

/** What is looked for, so that case does not matter. */
export function folded(text: string): string {
  return text.toLocaleLowerCase();
}

function holds(text: string | null, wanted: string): boolean {
  return text !== null && folded(text).includes(wanted);
}

/**
 * Every cell that holds `query`, as it is shown or as it is copied, in the order of reading. Stops
 * when `signal` says so.
 */
export async function findCells(
  columns: readonly GridColumn[],
  count: number,
  rowAt: (place: number) => number,
  query: string,
  signal: AbortSignal,
): Promise<Place[]> {
  const wanted = folded(query);
  const hits: Place[] = [];
  let until = performance.now() + SLICE;
  for (let row = 0; row < count && hits.length < HIT_LIMIT; row += 1) {
    const source = rowAt(row);
    columns.forEach(({ text, source: value }, column) => {
      if (holds(text(source), wanted) || holds(rawText(value, source), wanted)) {
        hits.push({ row, column });
      }
    });
    if (row % 256 === 255 && performance.now() > until) {
      await pause();
      if (signal.aborted) return [];
      until = performance.now() + SLICE;
    }
  }
  return hits;
}
