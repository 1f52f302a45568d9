import {
  type DataType,
  dateDay,
  decimal,
  int64,
  list,
  struct,
  TimeUnit,
  timestamp,
} from "@uwdata/flechette";
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
import { formatDuration, formatTime, wallClock } from "./time";

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

it("groups thousands where the script asks for it, whatever the column is called", () => {
  for (const name of ["order_id", "order_no", "year", "people"]) {
    const { column } = one(ints([1204, 12_990]), name);
    expect(shown(column, 2)).toEqual(["1204", "12990"]);
    expect(shown(column, 2, "localized")).toEqual(["1,204", "12,990"]);
  }
  expect(shown(one(ints([9007199254740993n])).column, 1, "%,d")).toEqual(["9,007,199,254,740,993"]);
  expect(shown(one(floats([1234567.5])).column, 1)).toEqual(["1234567.5"]);
});

it("finds the digits of a column in all of its rows", () => {
  const values = Array.from({ length: 2001 }, () => 1);
  values[1999] = 0.25;
  expect(shown(one(floats(values)).column, 2001).slice(1998)).toEqual(["1.00", "0.25", "1.00"]);
  const times = values.map(() => "2026-01-01T00:00:00Z");
  times[1999] = "2026-01-01T00:00:00.250Z";
  expect(shown(one(moments(times)).column, 2001).slice(1999)).toEqual([
    "2026-01-01 00:00:00.250",
    "2026-01-01 00:00:00.000",
  ]);
});

it("floats that the digits of their column do not show have digits of their own", () => {
  const values = [0.5, 1e300, -1e-300, 9007199254740992, 1e15, Number.NEGATIVE_INFINITY];
  expect(shown(one(floats(values)).column, 6)).toEqual([
    "0.5",
    "1E300",
    "-1E-300",
    "9007199254740992.0",
    "1000000000000000.0",
    "-∞",
  ]);
});

it("times have the digits and the zone that they were given", () => {
  const moment = (nanos: bigint, timezone: string | null): DataColumn => ({
    name: "t",
    kind: "timestamp",
    at: () => Number(nanos) / 1e6,
    nanos: () => nanos,
    scale: 0,
    timezone,
  });
  const micros = (timezone: string | null) => moment(1_700_000_000_000_001_000n, timezone);
  expect(shown(micros(null), 1)).toEqual(["2023-11-14 22:13:20.000001"]);
  expect(rawText(micros(null), 0)).toBe("2023-11-14T22:13:20.000001");
  expect(shown(micros("+02:00"), 1)).toEqual(["2023-11-15 00:13:20.000001+02:00"]);
  expect(rawText(micros("-03:30"), 0)).toBe("2023-11-14T18:43:20.000001-03:30");
  expect(rawText(micros("Europe/Paris"), 0)).toBe("2023-11-14T23:13:20.000001+01:00");
  expect(shown(moment(-1n, null), 1)).toEqual(["1969-12-31 23:59:59.999999999"]);
  expect(shown(moment(1_700_000_000_123_456_789n, null), 1)).toEqual([
    "2023-11-14 22:13:20.123456789",
  ]);
});

it("lists and objects keep integers beyond 2^53", () => {
  const { column } = one({ type: list(int64()), values: [[9007199254740993n, 1n]] });
  expect(shown(column, 1)).toEqual(["[9007199254740993,1]"]);
  const inside = (type: DataType, value: unknown) =>
    shown(one({ type: list(type), values: [[value]] }).column, 1)[0];
  expect(inside(decimal(9, 2, 128), 1.25)).toBe('["1.25"]');
  expect(inside(dateDay(), new Date("2026-01-31"))).toBe('["2026-01-31"]');
  expect(inside(timestamp(TimeUnit.MICROSECOND), 1500)).toBe('["1970-01-01T00:00:01.500"]');
  const object = struct({ at: timestamp(TimeUnit.SECOND), n: int64() });
  expect(inside(object, { at: 60_000, n: 2n ** 62n })).toBe(
    '[{"at":"1970-01-01T00:01:00","n":4611686018427387904}]',
  );
  expect(compactJson({ a: [1n, { b: 2n ** 63n }], c: null, d: Number.NaN })).toBe(
    '{"a":[1,{"b":9223372036854775808}],"c":null,"d":NaN}',
  );
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
  expect(formatTime(50_000.000001)).toBe("13:53:20.000001");
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
