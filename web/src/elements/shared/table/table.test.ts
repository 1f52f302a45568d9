import { expect, it } from "vitest";
import {
  days,
  flags,
  floats,
  ints,
  ipc,
  lists,
  moments,
  type SampleColumn,
  texts,
} from "../../../testing/arrow_sample";
import { cellText, compactJson, rawText } from "./cell";
import { sortChunked } from "./chunked";
import { decodeTable } from "./decode";
import { toCsv, toTsv } from "./export";
import { sortedRows } from "./sort";
import type { DataColumn } from "./table";
import { formatDuration, formatTime, formatTimestamp, isoTimestamp, wallClock } from "./time";

const one = (column: SampleColumn, name = "c") => {
  const table = decodeTable(ipc({ [name]: column }));
  const [first] = table.columns;
  if (first === undefined) throw new Error("no column");
  return { table, column: first };
};
const shown = (column: DataColumn, rows: number, format?: string) => {
  const text = cellText(column, rows, format);
  return Array.from({ length: rows }, (_, row) => text(row));
};

it("reads a table that does not start at a multiple of eight bytes", () => {
  const bytes = ipc({ a: floats([1.5, null]) });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const { rows, columns } = decodeTable(shifted.subarray(3));
  expect([rows, columns[0]?.kind, columns[0]?.at(0), columns[0]?.at(1)]).toEqual([
    2,
    "float",
    1.5,
    null,
  ]);
});

it("keeps integers beyond 2^53 exact", () => {
  const { column } = one(ints([9007199254740993n, 5, null]));
  expect(shown(column, 3)).toEqual(["9007199254740993", "5", null]);
  expect(rawText(column, 0)).toBe("9007199254740993");
});

it("groups digits when it is asked to, whatever the column is called", () => {
  for (const name of ["order_id", "order_no", "year", "sales"]) {
    const { column } = one(ints([1204, 12_990, 100_000]), name);
    expect(shown(column, 3)).toEqual(["1204", "12990", "100000"]);
    expect(shown(column, 3, "localized")).toEqual(["1,204", "12,990", "100,000"]);
  }
  expect(shown(one(floats([1234567.5])).column, 1)).toEqual(["1234567.5"]);
});

it("chooses the digits of a column by all of its rows", () => {
  for (const rows of [4, 800, 100_001]) {
    // Every second row is whole, so that a sample may see no other.
    const halves = Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? row : row + 0.5));
    const numbers = shown(one(floats(halves)).column, rows).slice(0, 4);
    expect(numbers).toEqual(["0.0", "1.5", "2.0", "3.5"]);
    const times = Array.from({ length: rows }, (_, row) =>
      row === rows - 1 ? "2026-11-22T14:05:09.250Z" : "2026-11-22T14:05:09Z",
    );
    expect(shown(one(moments(times)).column, rows)[0]).toBe("2026-11-22 14:05:09.000");
  }
  const last = [...Array.from({ length: 999 }, () => 1), 0.25];
  expect(shown(one(floats(last)).column, 1000)[999]).toBe("0.25");
  expect(shown(one(floats([0.1 + 0.2, 1.005, 2e-5])).column, 3)).toEqual([
    "0.3000",
    "1.0050",
    "2E-5",
  ]);
});

it("integers are exact in lists, in maps and with a format", () => {
  expect(compactJson({ a: [9007199254740993n, 1], b: { c: -9007199254740993n } })).toBe(
    '{"a":[9007199254740993,1],"b":{"c":-9007199254740993}}',
  );
  expect(compactJson([null, 'a"b', true, 1.5])).toBe('[null,"a\\"b",true,1.5]');
  expect(shown(one(ints([9007199254740993n])).column, 1, "%d")).toEqual(["9007199254740993"]);
  expect(shown(one(ints([9007199254740993n])).column, 1, "localized")).toEqual([
    "9,007,199,254,740,993",
  ]);
});

it("a time is copied with its digits, without a zone where it has none, and with its offset else", () => {
  const half = Date.UTC(2026, 10, 22, 14, 5, 9) + 0.25;
  expect(isoTimestamp(half, null)).toBe("2026-11-22T14:05:09.000250");
  expect(isoTimestamp(Math.floor(half), null)).toBe("2026-11-22T14:05:09");
  expect(isoTimestamp(Math.floor(half), "Europe/Paris")).toBe("2026-11-22T15:05:09+01:00");
  expect(isoTimestamp(Math.floor(half), "+05:30")).toBe("2026-11-22T19:35:09+05:30");
  expect(isoTimestamp(-1.5, null)).toBe("1969-12-31T23:59:59.998500");
  const style = { timezone: "Europe/Paris", digits: 0 };
  expect(formatTimestamp(Math.floor(half), style)).toBe("2026-11-22 15:05:09+01:00");
});

it("shows floats of a column with equally many digits", () => {
  expect(shown(one(floats([1, 2.5, 0.125])).column, 3)).toEqual(["1.000", "2.500", "0.125"]);
  expect(shown(one(floats([1, 2])).column, 2)).toEqual(["1", "2"]);
  expect(shown(one(floats([0.5, 0.00000012, Number.NaN])).column, 3)).toEqual([
    "0.5000",
    "1.2E-7",
    "NaN",
  ]);
});

it("follows the format of the script", () => {
  expect(shown(one(floats([0.256])).column, 1, "percent")).toEqual(["25.6%"]);
  expect(shown(one(ints([7])).column, 1, "%03d km")).toEqual(["007 km"]);
});

it("shows dates, times, truth and lists", () => {
  expect(shown(one(days(["2026-11-22"])).column, 1)).toEqual(["2026-11-22"]);
  expect(shown(one(moments(["2026-11-22T14:05:09Z"])).column, 1)).toEqual(["2026-11-22 14:05:09"]);
  expect(shown(one(flags([true, null])).column, 2)).toEqual(["true", null]);
  expect(shown(one(lists([[1, 2.5]])).column, 1)).toEqual(["[1,2.5]"]);
  expect(formatTime(3661.5)).toBe("01:01:01.500");
  expect(formatDuration(-90_061)).toBe("-1 d 01:01:01");
  expect(wallClock(Date.UTC(2026, 6, 1), "Europe/Paris")).toBe(Date.UTC(2026, 6, 1, 2));
});

it("sorts numbers, with the empty cells last both ways and equal rows in their order", async () => {
  const { table, column } = one(floats([2, null, 1, 2, Number.NaN]));
  expect([...(await sortedRows(column, table.rows, "ascending"))]).toEqual([2, 0, 3, 1, 4]);
  expect([...(await sortedRows(column, table.rows, "descending"))]).toEqual([0, 3, 2, 1, 4]);
});

it("sorts text as people do", async () => {
  const { table, column } = one(texts(["b10", "b9", null, "A", "ä"]));
  expect([...(await sortedRows(column, table.rows, "ascending"))]).toEqual([3, 4, 1, 0, 2]);
});

it("sorts integers that floats cannot tell apart", async () => {
  const { table, column } = one(ints([9007199254740993n, 9007199254740992n, null]));
  expect([...(await sortedRows(column, table.rows, "ascending"))]).toEqual([1, 0, 2]);
});

it("sorts many rows in pieces as if in one", async () => {
  const values = Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 70_001);
  const order = await sortChunked(values.length, (a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const sorted = Array.from(order, (row) => values[row] ?? 0);
  expect(sorted).toEqual(values.toSorted((a, b) => a - b));
});

it("writes CSV and lines for spreadsheets", async () => {
  const { columns } = decodeTable(
    ipc({ 'a "b"': texts(["x,y", "line\nbreak"]), n: ints([1, null]) }),
  );
  expect((await toCsv(columns, 2, (row) => row)).join("")).toBe(
    '"a ""b""",n\r\n"x,y",1\r\n"line\nbreak",\r\n',
  );
  expect(toTsv(columns, 0, 1, (row) => 1 - row)).toBe('"line\nbreak"\t\nx,y\t1');
});
