import { exactText, NO_VALUE } from "../../shared/table/cell";
import {
  type DataColumn,
  type DataTable,
  isNumeric,
  isTemporal,
  numberAt,
} from "../../shared/table/table";
import { formatDate, formatTimestamp, secondDigits, wallClock } from "../../shared/table/time";
import type { ChartMark, Scale } from "./model";

/** The values along a chart. */
export interface Along {
  readonly scale: Scale;
  readonly at: (row: number) => number | string;
  readonly label: (row: number) => string;
  readonly whole: boolean;
  readonly years: boolean;
}

/** More bars than these stand on a continuous scale, where that is possible. */
const BAND_LIMIT = 60;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** The values of a column along the chart; without one, the number of the row. */
export function alongOf(table: DataTable, column: DataColumn | undefined, mark: ChartMark): Along {
  if (column === undefined) return banded(rowNumbers(), table.rows, mark);
  if (isTemporal(column.kind)) return banded(temporal(column, table.rows), table.rows, mark);
  if (isNumeric(column.kind)) return banded(numeric(column, table.rows), table.rows, mark);
  if (column.kind === "text" && isDates(column, table.rows)) {
    return banded(written(column), table.rows, mark);
  }
  const text = exactText(column, table.rows);
  const label = (row: number) => text(row) ?? NO_VALUE;
  return { scale: "ordinal", at: label, label, whole: false, years: false };
}

/**
 * A few bars stand side by side, each with its label below it. So does a value that is alone,
 * as it makes no scale.
 */
function banded(along: Along, rows: number, mark: ChartMark): Along {
  if (mark !== "bar" && rows > 1) return along;
  const distinct = new Set<number | string>();
  for (let row = 0; row < rows && distinct.size <= BAND_LIMIT; row += 1)
    distinct.add(along.at(row));
  if (distinct.size > BAND_LIMIT) return along;
  return { ...along, scale: "ordinal", at: along.label };
}

function rowNumbers(): Along {
  return { scale: "quantitative", at: (row) => row, label: String, whole: true, years: false };
}

function numeric(column: DataColumn, rows: number): Along {
  let whole = true;
  let years = column.kind === "integer";
  for (let row = 0; row < rows && (whole || years); row += 1) {
    const value = numberAt(column, row);
    if (Number.isNaN(value)) continue;
    whole &&= Number.isInteger(value);
    years &&= value >= 1000 && value < 3000;
  }
  const text = exactText(column, rows);
  const at = (row: number) => numberAt(column, row);
  return { scale: "quantitative", at, label: (row) => text(row) ?? NO_VALUE, whole, years };
}

function temporal(column: DataColumn, rows: number): Along {
  const { timezone, kind } = column;
  const text = exactText(column, rows);
  const at = (row: number) => {
    const value = numberAt(column, row);
    return kind === "date" ? value : wallClock(value, timezone);
  };
  return {
    scale: "temporal",
    at,
    label: (row) => text(row) ?? NO_VALUE,
    whole: false,
    years: false,
  };
}

/** Whether all texts of a column are dates as in ISO 8601: scripts often have them so. */
function isDates(column: DataColumn, rows: number): boolean {
  let seen = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = column.at(row);
    if (value === null || value === undefined) continue;
    if (typeof value !== "string" || !ISO.test(value) || !isReal(value)) return false;
    seen += 1;
  }
  return seen > 0;
}

/** Whether a date is in the calendar: 30 February is read as the first of March. */
function isReal(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return isDay && !Number.isNaN(instant(text));
}

/** A written date as milliseconds since 1970. */
function instant(text: string): number {
  const zoned = /Z|[+-]\d{2}:?\d{2}$/.test(text.slice(10));
  const iso = text.replace(" ", "T");
  return Date.parse(text.length > 10 && !zoned ? `${iso}Z` : iso);
}

function written(column: DataColumn): Along {
  const at = (row: number) => instant(String(column.at(row) ?? ""));
  const label = (row: number) => {
    const value = at(row);
    if (Number.isNaN(value)) return NO_VALUE;
    return value % 86_400_000 === 0
      ? formatDate(value)
      : formatTimestamp(value, { timezone: null, digits: secondDigits(value, null) });
  };
  return { scale: "temporal", at, label, whole: false, years: false };
}
