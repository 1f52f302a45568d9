import { formatNumber } from "../../../format/number";
import { narrowInt } from "../../../protocol/check";
import { type DataColumn, isNumeric, isTemporal } from "./table";
import {
  formatDate,
  formatDuration,
  formatTime,
  formatTimestamp,
  isoTimestamp,
  secondDigits,
} from "./time";

/** Shows the values of one column as text; null where there is no value. */
export type CellText = (row: number) => string | null;

/** What stands where there is no value, unless the script says what: as it writes it. */
export const NO_VALUE = "()";

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
  if (column.kind === "integer") return String;
  const digits = fractionDigits(column, rows);
  const fixed = new Intl.NumberFormat(undefined, {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const scientific = new Intl.NumberFormat(undefined, {
    notation: "scientific",
    maximumSignificantDigits: 5,
  });
  return (value) => {
    const number = Number(value);
    if (!Number.isFinite(number)) return String(number).replace("Infinity", "∞");
    const size = Math.abs(number);
    const lost = size !== 0 && (size < 0.5 * 10 ** -digits || size >= 1e15);
    return lost ? scientific.format(number) : fixed.format(number);
  };
}

/** The most digits behind the point of a float. */
const MOST_DIGITS = 4;

/** The digits that show all floats of a column, at most four: with as many in every row they align. */
function fractionDigits(column: DataColumn, rows: number): number {
  let digits = 0;
  for (let row = 0; row < rows && digits < MOST_DIGITS; row += 1) {
    const value = Number(column.at(row) ?? 0);
    while (digits < MOST_DIGITS && !isWhole(value * 10 ** digits)) digits += 1;
  }
  return digits;
}

/** Whether a float is a whole number, but for what the last bits of a product are off. */
function isWhole(value: number): boolean {
  return (
    !Number.isFinite(value) || Math.abs(value - Math.round(value)) <= Math.abs(value) * 2 ** -50
  );
}

/** A decimal with all its digits. */
function decimalText(value: unknown, scale: number): string {
  const digits = String(value);
  if (scale <= 0) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const padded = digits.slice(sign.length).padStart(scale + 1, "0");
  const whole = BigInt(padded.slice(0, -scale));
  return `${sign}${whole}${decimalPoint()}${padded.slice(-scale)}`;
}

function decimalPoint(): string {
  const parts = new Intl.NumberFormat().formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}

function dates(column: DataColumn, rows: number, format?: string): (value: unknown) => string {
  if (column.kind === "date") return (value) => formatDate(Number(value), format);
  let digits = 0;
  for (let row = 0; row < rows && digits < 6; row += 1) {
    digits = Math.max(digits, secondDigits(Number(column.at(row) ?? 0)));
  }
  const { timezone } = column;
  return (value) => formatTimestamp(Number(value), { format, timezone, digits });
}

/** Everything that is not a number or a time. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null) return compactJson(value);
  return String(value);
}

/** Lists and structs as JSON on one line; integers of any size are exact. */
export function compactJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(itemsOf(value), compactJson).join(",")}]`;
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${compactJson(item)}`,
  );
  return `{${entries.join(",")}}`;
}

function itemsOf(list: readonly unknown[] | ArrayBufferView): readonly unknown[] {
  return Array.isArray(list) ? list : Object.values(list);
}

/** A value for other programs: no grouping, a point for decimals, times as in ISO 8601. */
export function rawText(column: DataColumn, row: number): string {
  const value = column.at(row);
  if (value === null || value === undefined) return "";
  switch (column.kind) {
    case "date":
      return formatDate(Number(value));
    case "timestamp":
      return isoTimestamp(Number(value), column.timezone);
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
