import { formatNumber } from "../../../format/number";
import { narrowInt } from "../../../protocol/check";
import { type DataColumn, isNumeric, isTemporal, numberAt } from "./table";
import { formatDate, formatDuration, formatTime, formatTimestamp } from "./time";

/** Shows the values of one column as text; null where there is no value. */
export type CellText = (row: number) => string | null;

/** What stands where there is no value, unless the script says what: as it writes it. */
export const NO_VALUE = "()";

/** How many rows are looked at to choose the digits of a column. */
const SAMPLE = 400;

/** How the cells of a column are written, with the format that the script asked for, if any. */
export function cellText(column: DataColumn, rows: number, format?: string): CellText {
  const write = writer(column, rows, format);
  return (row) => {
    const value = column.at(row);
    return value === null || value === undefined ? null : write(value);
  };
}

function writer(column: DataColumn, rows: number, format?: string): (value: unknown) => string {
  if (isNumeric(column.kind)) {
    return format === undefined ? plainNumbers(column, rows) : formatted(column, format);
  }
  if (isTemporal(column.kind)) return dates(column, rows, format);
  if (column.kind === "time") return (value) => formatTime(Number(value));
  if (column.kind === "duration") return (value) => formatDuration(Number(value));
  return plainText;
}

function formatted(column: DataColumn, format: string): (value: unknown) => string {
  const unit = 10 ** column.scale;
  return (value) =>
    typeof value === "bigint" && unit === 1
      ? formatNumber(narrowInt(value), format)
      : formatNumber(Number(value) / unit, format);
}

function plainNumbers(column: DataColumn, rows: number): (value: unknown) => string {
  if (column.kind === "decimal") return (value) => decimalText(value, column.scale);
  const digits = column.kind === "float" ? fractionDigits(column, rows) : 0;
  const fixed = new Intl.NumberFormat(undefined, {
    useGrouping: isGrouped(column, rows),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const tiny = new Intl.NumberFormat(undefined, {
    notation: "scientific",
    maximumSignificantDigits: 5,
  });
  return (value) => {
    if (typeof value === "bigint") return fixed.format(value);
    const number = Number(value);
    if (!Number.isFinite(number)) return String(number).replace("Infinity", "∞");
    const size = Math.abs(number);
    const lost = size !== 0 && (size < 0.5 * 10 ** -digits || size >= 1e15);
    return lost && column.kind === "float" ? tiny.format(number) : fixed.format(number);
  };
}

/**
 * Identifiers are names made of digits: they are not grouped. Nor are columns of small numbers,
 * which may be years.
 */
function isGrouped(column: DataColumn, rows: number): boolean {
  if (/(^|[_\s-])(id|zip|plz|code|year)$/i.test(column.name)) return false;
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  for (let row = 0; row < rows; row += step) {
    if (Math.abs(numberAt(column, row)) >= 10_000) return true;
  }
  return false;
}

/** The digits that show a column's floats, at most four: with as many in every row they align. */
function fractionDigits(column: DataColumn, rows: number): number {
  let digits = 0;
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  for (let row = 0; row < rows && digits < 4; row += step) {
    const value = Number(column.at(row) ?? 0);
    if (!Number.isFinite(value)) continue;
    while (digits < 4 && Math.abs(value - Number(value.toFixed(digits))) > 1e-9) digits += 1;
  }
  return digits;
}

/** A decimal with all its digits. */
function decimalText(value: unknown, scale: number): string {
  const digits = String(value);
  if (scale <= 0) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const padded = digits.slice(sign.length).padStart(scale + 1, "0");
  const whole = BigInt(padded.slice(0, -scale));
  const grouped = new Intl.NumberFormat(undefined, { useGrouping: "min2" }).format(whole);
  return `${sign}${grouped}${decimalPoint()}${padded.slice(-scale)}`;
}

function decimalPoint(): string {
  const parts = new Intl.NumberFormat().formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}

function dates(column: DataColumn, rows: number, format?: string): (value: unknown) => string {
  if (column.kind === "date") return (value) => formatDate(Number(value), format);
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  let whole = true;
  for (let row = 0; row < rows && whole; row += step) {
    whole = Number(column.at(row) ?? 0) % 1000 === 0;
  }
  const { timezone } = column;
  return (value) => formatTimestamp(Number(value), { format, timezone, millis: !whole });
}

/** Everything that is not a number or a time. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null) return compactJson(value);
  return String(value);
}

/** Lists and structs as JSON on one line. */
export function compactJson(value: object): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint") return Number(item);
    return ArrayBuffer.isView(item) && "length" in item ? Array.from(numbersOf(item)) : item;
  });
}

function* numbersOf(view: ArrayBufferView): Generator<number> {
  if (Symbol.iterator in view && typeof view[Symbol.iterator] === "function") {
    for (const item of Object.values(view)) yield Number(item);
  }
}

/** A value for other programs: no grouping, a point for decimals, times as in ISO 8601. */
export function rawText(column: DataColumn, row: number): string {
  const value = column.at(row);
  if (value === null || value === undefined) return "";
  switch (column.kind) {
    case "date":
      return formatDate(Number(value));
    case "timestamp":
      return new Date(Number(value)).toISOString();
    case "time":
      return formatTime(Number(value));
    case "decimal":
      return rawDecimal(String(value), column.scale);
    default:
      return plainText(value);
  }
}

function rawDecimal(digits: string, scale: number): string {
  if (scale <= 0) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const padded = digits.slice(sign.length).padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
