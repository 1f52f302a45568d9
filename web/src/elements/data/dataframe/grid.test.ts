import { expect, it } from "vitest";
import {
  floats,
  ints,
  ipc,
  moments,
  type SampleColumn,
  texts,
} from "../../../testing/arrow_sample";
import { decodeTable } from "../../shared/table/decode";
import { gridColumns } from "./columns";
import { findCells } from "./search";
import { moved, rangeOf, single } from "./selection";
import { nextSorting } from "./useOrder";
import { columnAtX, figureWidth, layoutColumns, naturalWidth } from "./widths";

const extent = { rows: 100, columns: 5, page: 10 };
const press = (key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  ...more,
});
const at = (row: number, column: number) => single({ row, column });

it("arrow keys move within the grid, and up into its header", () => {
  expect(moved(at(0, 0), press("ArrowRight"), extent)).toEqual(at(0, 1));
  expect(moved(at(0, 0), press("ArrowLeft"), extent)).toEqual(at(0, 0));
  expect(moved(at(0, 2), press("ArrowUp"), extent)).toEqual(at(-1, 2));
  expect(moved(at(99, 4), press("ArrowDown"), extent)).toEqual(at(99, 4));
});

it("home, end and page keys go far", () => {
  expect(moved(at(7, 3), press("Home"), extent)).toEqual(at(7, 0));
  expect(moved(at(7, 3), press("End", { ctrlKey: true }), extent)).toEqual(at(99, 4));
  expect(moved(at(7, 3), press("PageDown"), extent)).toEqual(at(17, 3));
  expect(moved(at(7, 3), press("PageUp"), extent)).toEqual(at(0, 3));
  expect(moved(at(7, 3), press("x"), extent)).toBeUndefined();
});

it("shift draws a rectangle, which does not reach into the header", () => {
  const grown = moved(at(0, 1), press("ArrowUp", { shiftKey: true }), extent);
  expect(grown).toEqual(at(0, 1));
  const wide = moved(at(3, 1), press("End", { shiftKey: true }), extent);
  expect(wide && rangeOf(wide)).toEqual({ top: 3, bottom: 3, left: 1, right: 4 });
});

it("columns share the room that is left, but not those with a width of their own", () => {
  const { lefts, total } = layoutColumns([100, 100, 50], [false, true, false], 40, 440);
  expect([...lefts]).toEqual([0, 200, 300, 400]);
  expect(total).toBe(440);
  expect(layoutColumns([100, 100], [false, false], 0, 50).total).toBe(200);
});

it("finds the column at a place", () => {
  const { lefts } = layoutColumns([100, 50, 70], [true, true, true], 0, 0);
  expect([0, 99, 100, 149, 150, 900].map((x) => columnAtX(lefts, x))).toEqual([0, 0, 1, 1, 2, 2]);
});

it("a header sorts up, down, and not at all", () => {
  const up = nextSorting(null, "a");
  expect(up).toEqual({ key: "a", direction: "ascending" });
  const down = nextSorting(up, "a");
  expect(down).toEqual({ key: "a", direction: "descending" });
  expect(nextSorting(down, "a")).toBeNull();
  expect(nextSorting(down, "b")).toEqual({ key: "b", direction: "ascending" });
});

const columnOf = (column: SampleColumn, config = {}) => {
  const table = decodeTable(ipc({ c: column }));
  const [first] = gridColumns(table, { column_order: undefined, column_config: config });
  if (first === undefined) throw new Error("no column");
  return { first, rows: table.rows };
};
const perLetter = {
  cell: (text: string) => text.length * 10,
  header: (text: string) => text.length,
};

it("a column of figures has room for the longest of all its rows", () => {
  const many = Array.from({ length: 5000 }, (_, row) => (row === 4999 ? -123456789 : row));
  const cases: [SampleColumn, string][] = [
    [ints(many), "-123456789"],
    [ints([9007199254740993n, 1]), "9007199254740993"],
    [floats([1, -1234.5, 2]), "-1234.5"],
    [floats([1, 1e-12, 2.12345]), "2.1235"],
    [moments(["2026-11-22T14:05:09Z"]), "2026-11-22 14:05:09"],
  ];
  for (const [column, longest] of cases) {
    const { first, rows } = columnOf(column);
    expect(figureWidth(first, rows, perLetter)).toBeGreaterThanOrEqual(longest.length * 10 + 25);
    expect(naturalWidth(first, rows, perLetter)).toBeGreaterThanOrEqual(longest.length * 10 + 25);
  }
  const long = columnOf(texts(["a".repeat(500)]));
  expect(naturalWidth(long.first, long.rows, perLetter)).toBe(360);
});

it("a search finds a figure as it is shown and as it is copied", async () => {
  const { first, rows } = columnOf(ints([1234567, 5]), { c: { format: "localized" } });
  expect(first.text(0)).toBe("1,234,567");
  for (const query of ["1234567", "1,234,567", "345", "4,5"]) {
    const found = await findCells([first], rows, (row) => row, query, new AbortController().signal);
    expect([query, found]).toEqual([query, [{ row: 0, column: 0 }]]);
  }
});
