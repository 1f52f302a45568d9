import { rawText } from "./cell";
import { pause } from "./chunked";
import type { DataColumn } from "./table";

/** Rows that are written before the page gets to draw again. */
const RUN = 4096;

/** The columns as CSV (RFC 4180), in the order of `rows`. */
export async function toCsv(
  columns: readonly DataColumn[],
  count: number,
  rowAt: (place: number) => number,
): Promise<string[]> {
  const parts = [`${columns.map((column) => quoted(column.name)).join(",")}\r\n`];
  for (let from = 0; from < count; from += RUN) {
    let part = "";
    for (let place = from; place < Math.min(from + RUN, count); place += 1) {
      const row = rowAt(place);
      part += `${columns.map((column) => quoted(rawText(column, row))).join(",")}\r\n`;
    }
    parts.push(part);
    await pause();
  }
  return parts;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells as lines of values with tabs between, as spreadsheets paste them. */
export function toTsv(
  columns: readonly DataColumn[],
  from: number,
  to: number,
  rowAt: (place: number) => number,
): string {
  const lines: string[] = [];
  for (let place = from; place <= to; place += 1) {
    const row = rowAt(place);
    lines.push(columns.map((column) => flat(rawText(column, row))).join("\t"));
  }
  return lines.join("\n");
}

/** A cell with a tab or line break is quoted, else it would fall apart. */
function flat(text: string): string {
  return /[\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
