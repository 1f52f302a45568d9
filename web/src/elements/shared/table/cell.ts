import { formatNumber } from "../../../format/number";
import { narrowInt } from "../../../protocol/check";
import { type DataColumn, decimalDigits, isNumeric, isTemporal } from "./table";
import {
  formatDate,
  formatDuration,
  formatTime,
  formatTimestamp,
  isoTime,
  secondDigits,
} from "./time";

/** Shows the values of one column as text; null where there is no value. */
export type CellText = (row: number) => string | null;

/** What stands where there is no value, unless the script says what: as it writes it. */
export const NO_VALUE = "()";

/** How the cells of a column are written, with the format that the script asked for, if any. */
export function cellText(column: DataColumn, rows: number, format?: string): CellText {
  return written(column, writer(column, rows, format));
}

/** How the cells of a column are written with all their digits. */
export function exactText(column: DataColumn, rows: number): CellText {
  return column.kind === "float" ? written(column, exactNumber) : cellText(column, rows);
}

type Write = (value: unknown, row: number) => string;

function written(column: DataColumn, write: Write): CellText {
  return (row) => {
    const value = column.at(row);
    return value === null || value === undefined ? null : write(value, row);
  };
}

function writer(column: DataColumn, rows: number, format?: string): Write {
  if (isNumeric(column.kind)) {
    return format === undefined ? plainNumbers(column, rows) : formatted(column, format);
  }
  if (isTemporal(column.kind)) return dates(column, rows, format);
  if (column.kind === "time") return (value) => formatTime(Number(value));
  if (column.kind === "duration") return (value) => formatDuration(Number(value));
  return plainText;
}

function formatted(column: DataColumn, format: string): Write {
  const unit = 10 ** column.scale;
  return (value) =>
    typeof value === "bigint" && unit === 1
      ? formatNumber(narrowInt(value), format)
      : formatNumber(Number(value) / unit, format);
}

/** Numbers as they are: digits are grouped where the script asks for it. */
function plainNumbers(column: DataColumn, rows: number): Write {
  if (column.kind === "decimal") return (value) => decimalText(value, column.scale);
  if (column.kind === "integer") return String;
  const digits = fractionDigits(column, rows);
  const fixed = new Intl.NumberFormat(undefined, {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const least = 0.5 * 10 ** -digits;
  return (value) => {
    const size = Math.abs(Number(value));
    // What these digits would show as nothing, or as a hundred zeros.
    const lost = size !== 0 && (size < least || size >= 1e21 || !Number.isFinite(size));
    return lost ? exactNumber(value) : fixed.format(Number(value));
  };
}

const tiny = new Intl.NumberFormat(undefined, {
  notation: "scientific",
  maximumSignificantDigits: 15,
});
const plain = new Intl.NumberFormat(undefined, {
  useGrouping: false,
  maximumSignificantDigits: 17,
});

/** A number with all the digits that tell it from others. */
function exactNumber(value: unknown): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return String(number).replace("Infinity", "∞");
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-4 || size >= 1e21) ? tiny.format(number) : plain.format(number);
}

const digitsOf = new WeakMap<DataColumn, number>();

/** What every value of a column needs, looked for once: the most of what each `needs`. */
function mostDigits(
  column: DataColumn,
  rows: number,
  limit: number,
  needs: (row: number, most: number) => number,
): number {
  let digits = digitsOf.get(column);
  if (digits !== undefined) return digits;
  digits = 0;
  for (let row = 0; row < rows && digits < limit; row += 1) digits = needs(row, digits);
  digitsOf.set(column, digits);
  return digits;
}

/** The digits that show a column's floats, at most four: with as many in every row they align. */
function fractionDigits(column: DataColumn, rows: number): number {
  return mostDigits(column, rows, 4, (row, most) => {
    const value = Number(column.at(row) ?? 0);
    let digits = most;
    while (digits < 4 && isCut(value, 10 ** digits)) digits += 1;
    return digits;
  });
}

function isCut(value: number, unit: number): boolean {
  return Math.abs(value - Math.round(value * unit) / unit) > 1e-9;
}

/** A decimal with all its digits. */
function decimalText(value: unknown, scale: number): string {
  return decimalDigits(String(value), scale, decimalPoint());
}

function decimalPoint(): string {
  const parts = new Intl.NumberFormat().formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}

function dates(column: DataColumn, rows: number, format?: string): Write {
  if (column.kind === "date") return (value) => formatDate(Number(value), format);
  const { timezone, nanos } = column;
  const digits = mostDigits(column, rows, 9, (row, most) =>
    Math.max(most, secondDigits(Number(column.at(row) ?? 0), nanos(row))),
  );
  return (value, row) =>
    formatTimestamp(Number(value), { format, timezone, nanos: nanos(row), digits });
}

/** Everything that is not a number or a time. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null) return compactJson(value);
  return String(value);
}

/** Lists and structs as JSON on one line, with integers of any size as they are. */
export function compactJson(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(compactJson).join(",")}]`;
  if (ArrayBuffer.isView(value)) return compactJson(Object.values(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries.map(([key, item]) => `${JSON.stringify(String(key))}:${compactJson(item)}`).join(",")}}`;
}

/** A value for other programs: no grouping, a point for decimals, times as in ISO 8601. */
export function rawText(column: DataColumn, row: number): string {
  const value = column.at(row);
  if (value === null || value === undefined) return "";
  switch (column.kind) {
    case "date":
      return formatDate(Number(value));
    case "timestamp":
      return isoTime(Number(value), {
        timezone: column.timezone,
        nanos: column.nanos(row),
        digits: secondDigits(Number(value), column.nanos(row)),
      });
    case "time":
      return formatTime(Number(value));
    case "decimal":
      return decimalDigits(String(value), column.scale);
    default:
      return plainText(value);
  }
}
