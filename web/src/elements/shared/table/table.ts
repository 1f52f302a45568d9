/** What kind of value a column holds: decides how cells are aligned, shown and ordered. */
export type ColumnKind =
  | "integer"
  | "float"
  | "decimal"
  | "boolean"
  | "text"
  | "date"
  | "timestamp"
  | "time"
  | "duration"
  | "binary"
  | "nested"
  | "null";

/** A column of a table, whatever it was decoded from. */
export interface DataColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /**
   * The value of a row; null where there is none. Dates and timestamps are milliseconds since
   * 1970 in UTC, times and durations are seconds, decimals are unscaled integers.
   */
  readonly at: (row: number) => unknown;
  /** The nanoseconds since 1970 of a timestamp, which a float does not hold; else null. */
  readonly nanos: (row: number) => bigint | null;
  /** Digits after the point of a decimal, else 0. */
  readonly scale: number;
  /** The zone in which timestamps are shown; null: as they are. */
  readonly timezone: string | null;
}

export interface DataTable {
  readonly rows: number;
  readonly columns: readonly DataColumn[];
}

export function isNumeric(kind: ColumnKind): boolean {
  return kind === "integer" || kind === "float" || kind === "decimal";
}

export function isTemporal(kind: ColumnKind): boolean {
  return kind === "date" || kind === "timestamp";
}

export type Alignment = "left" | "right" | "center";

export function alignmentOf(kind: ColumnKind): Alignment {
  if (isNumeric(kind) || kind === "duration") return "right";
  return kind === "boolean" ? "center" : "left";
}

/** The value as a float, for scales and order; NaN where it is not a number. */
export function numberAt(column: DataColumn, row: number): number {
  const value = column.at(row);
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" || typeof value === "bigint") {
    return column.scale === 0 ? Number(value) : Number(value) / 10 ** column.scale;
  }
  return Number.NaN;
}

export function columnNamed(table: DataTable, name: string): DataColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

/** An unscaled integer as the decimal that it stands for. */
export function decimalDigits(digits: string, scale: number, point = "."): string {
  if (scale <= 0) return `${digits}${digits === "0" ? "" : "0".repeat(-scale)}`;
  const sign = digits.startsWith("-") ? "-" : "";
  const padded = digits.slice(sign.length).padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}${point}${padded.slice(-scale)}`;
}
