import { rawText } from "../../shared/table/cell";
import { pause } from "../../shared/table/chunked";
import { type DataColumn, isFigure } from "../../shared/table/table";
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

/** Whether a cell holds what is looked for, as it is shown or as it is copied: without groups of digits. */
function isHit({ text, source }: GridColumn, row: number, wanted: string): boolean {
  const shown = text(row);
  if (shown === null) return false;
  return folded(shown).includes(wanted) || isCopiedHit(source, row, wanted);
}

/** Whether a figure holds what is looked for as it is copied. */
export function isCopiedHit(source: DataColumn, row: number, wanted: string): boolean {
  return isFigure(source.kind) && folded(rawText(source, row)).includes(wanted);
}

/** Every cell that holds `query`, in the order of reading. Stops when `signal` says so. */
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
    columns.forEach((column, at) => {
      if (isHit(column, source, wanted)) hits.push({ row, column: at });
    });
    if (row % 256 === 255 && performance.now() > until) {
      await pause();
      if (signal.aborted) return [];
      until = performance.now() + SLICE;
    }
  }
  return hits;
}
