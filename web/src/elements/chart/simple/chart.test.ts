import { compile } from "vega-lite";
import { expect, it } from "vitest";
import { type Columns, days, floats, ints, ipc, texts } from "../../../testing/arrow_sample";
import { decodeTable } from "../../shared/table/decode";
import { buildChart } from "./build";
import { describeChart } from "./describe";
import { figureText } from "./figure";
import type { ChartModel, ChartProps } from "./model";
import { drawnRows } from "./share";
import { chartSpec } from "./spec";

function chart(
  columns: Columns,
  props: Partial<ChartProps> & Pick<ChartProps, "mark">,
): ChartModel {
  const y = Object.entries(columns).filter(
    ([name, { type }]) => name !== props.x && type.typeId !== 5,
  );
  return buildChart(decodeTable(ipc(columns)), {
    y: y.map(([name]) => name),
    width: "stretch",
    height: "content",
    ...props,
  });
}
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const labels = (model: ChartModel) => model.stops.map(({ label }) => label);

it("without x the rows are counted, and every column is a series", () => {
  const model = chart({ a: floats([1, 2, null]), b: ints([3, 4, 5]) }, { mark: "line" });
  expect(model.scale).toBe("quantitative");
  expect(model.series.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(model.rows[4]).toEqual({ x: 2, y: null, s: 0, o: 2 });
  expect(describeChart(model)).toBe("Line chart of a, b from 0 to 2");
});

it("dates make a time axis, also when they are text; years have no separator", () => {
  const byDay = chart(
    { d: days(["2026-01-02", "2026-01-01"]), v: ints([1, 2]) },
    { mark: "line", x: "d" },
  );
  expect([byDay.scale, labels(byDay)]).toEqual(["temporal", ["2026-01-01", "2026-01-02"]]);
  const byText = chart(
    { d: texts(["2026-01-02", "2026-01-01"]), v: ints([1, 2]) },
    { mark: "area", x: "d", y: ["v"] },
  );
  expect(byText.scale).toBe("temporal");
  const byYear = chart({ year: ints([1999, 2026]), v: ints([1, 2]) }, { mark: "line", x: "year" });
  expect(byYear.years).toBe(true);
});

it("bars stand in the order of x, of the data, or of a column", () => {
  const data = { name: texts(["b", "c", "a"]), v: ints([2, 9, 5]) };
  const order = (sort: boolean | string) =>
    labels(chart(data, { mark: "bar", x: "name", y: ["v"], sort }));
  expect(order(true)).toEqual(["a", "b", "c"]);
  expect(order(false)).toEqual(["b", "c", "a"]);
  expect(order("v")).toEqual(["b", "a", "c"]);
  expect(order("-v")).toEqual(["c", "a", "b"]);
});

it("a column as colour makes the series, and bars at one place add up", () => {
  const model = chart(
    { city: texts(["Oslo", "Oslo", "Rome"]), kind: texts(["x", "x", "y"]), v: ints([1, 2, 4]) },
    { mark: "bar", x: "city", y: ["v"], color: ["kind"] },
  );
  expect(model.series).toEqual([
    { name: "x", color: null },
    { name: "y", color: null },
  ]);
  expect(model.stops.map(({ values }) => values)).toEqual([
    [3, null],
    [null, 4],
  ]);
});

it("colours of the script go to the series in turn", () => {
  const model = chart(
    { a: ints([1, 2]), b: ints([2, 3]) },
    { mark: "line", color: ["#f00", "teal"] },
  );
  expect(model.series.map(({ color }) => color)).toEqual(["#f00", "teal"]);
});

it("areas and bars stack unless told otherwise", () => {
  const data = { a: ints([1, 2]), b: ints([2, 3]) };
  const stack = (mark: ChartProps["mark"], how?: boolean | string) =>
    chart(data, { mark, stack: how }).stack;
  expect([
    stack("area"),
    stack("area", false),
    stack("bar"),
    stack("bar", false),
    stack("bar", "normalize"),
  ]).toEqual(["zero", "layered", "zero", "side", "normalize"]);
});

it("a long series is thinned, but keeps its extremes", () => {
  const values = range(100_000).map((index) => (index === 77_777 ? 1e6 : index % 10));
  const model = chart({ v: floats(values) }, { mark: "line" });
  expect(model.rows.length).toBeLessThanOrEqual(7000);
  expect(model.rows.some(({ y }) => y === 1e6)).toBe(true);
  expect(model.note).toContain("100,000 rows");
});

it("many bars stand on a continuous scale", () => {
  expect(chart({ v: ints(range(10)) }, { mark: "bar" }).scale).toBe("ordinal");
  expect(chart({ v: ints(range(200)) }, { mark: "bar" }).scale).toBe("quantitative");
});

it("no rows and only zeros are not a problem", () => {
  expect(chart({ v: ints([]) }, { mark: "line" }).rows).toEqual([]);
  expect(chart({ v: ints([0, 0]) }, { mark: "line" }).values.none).toBe(true);
  expect(chart({ v: ints([7]) }, { mark: "line" }).scale).toBe("ordinal");
});

it("text among dates, dates that are none, and missing dates are labels that can be read", () => {
  const dates = (values: readonly (string | null)[], mark: ChartProps["mark"] = "bar") =>
    chart({ d: texts(values), v: ints(values.map(() => 1)) }, { mark, x: "d", y: ["v"] });
  expect(labels(dates(["2026-01-01", "soon"]))).toEqual(["2026-01-01", "soon"]);
  expect(labels(dates(["2026-02-28", "2026-02-30"]))).toEqual(["2026-02-28", "2026-02-30"]);
  expect(labels(dates(["2026-01-02", null, "2026-01-01"]))).toEqual([
    "2026-01-01",
    "2026-01-02",
    "()",
  ]);
  const many = [...range(99).map(() => "2026-01-01"), "x"];
  expect(dates(many, "line").scale).toBe("ordinal");
});

it("places without a value come last and leave the others in order", () => {
  const at = floats([3, null, 1, Number.NaN, 2]);
  const bars = chart(
    { at, v: ints([1, 2, 3, 4, 5]) },
    { mark: "bar", x: "at", y: ["v"], sort: true },
  );
  expect(labels(bars)).toEqual(["1", "2", "3", "()", "NaN"]);
  const sorted = (sort: string) =>
    labels(chart({ at, v: ints([1, 2, 3, 4, 5]) }, { mark: "bar", x: "at", y: ["v"], sort }));
  expect(sorted("-at")).toEqual(["3", "2", "1", "()", "NaN"]);
  const line = chart({ at, v: ints([1, 2, 3, 4, 5]) }, { mark: "line", x: "at", y: ["v"] });
  expect(line.rows.map(({ x }) => x)).toEqual([1, 2, 3]);
});

it("bars at places that only long digits tell apart stay apart", () => {
  const data = { at: floats([0.123456, 0.123457]), v: ints([1, 2]) };
  const model = chart(data, { mark: "bar", x: "at", y: ["v"] });
  expect(labels(model)).toEqual(["0.123456", "0.123457"]);
});

it("figures are exact", () => {
  const big = chart({ v: ints([9007199254740993n, 5]) }, { mark: "line" });
  expect(big.stops.map(({ values: [v] }) => figureText(v ?? 0))).toEqual([
    "9,007,199,254,740,993",
    "5",
  ]);
  expect([1318683096, 1318683097, 0.1, 1e300, 1e-7, -0.25].map(figureText)).toEqual([
    "1,318,683,096",
    "1,318,683,097",
    "0.1",
    "1E300",
    "1E-7",
    "-0.25",
  ]);
  const name = texts(["a", "a"]);
  const added = (v: Columns[string]) =>
    chart({ name, v }, { mark: "bar", x: "name", y: ["v"] }).stops[0]?.values;
  expect(added(floats([0.1, 0.2]))).toEqual([0.3]);
  expect(added(ints([9007199254740993n, 1]))).toEqual([9007199254740994n]);
});

it("shares of nothing are nothing", () => {
  const data = { a: floats([0, 1]), b: floats([0, 3]) };
  const model = chart(data, { mark: "area", stack: "normalize" });
  const shares = (hidden: number[]) => drawnRows(model, new Set(hidden)).map(({ y }) => y);
  expect(shares([])).toEqual([0, 0, 0.25, 0.75]);
  expect(shares([1])).toEqual([0, 1]);
});

it("a value between gaps is marked, as no line leads to it", () => {
  const v = floats([null, 1, null, 2, 3, null, 4]);
  const alone = (mark: ChartProps["mark"]) =>
    chart({ v }, { mark })
      .rows.filter((row) => row.alone)
      .map(({ y }) => y);
  expect(alone("line")).toEqual([1, 4]);
  expect(alone("area")).toEqual([1, 4]);
});

it("every kind of chart is Vega-Lite that compiles without a warning", () => {
  const data = { name: texts(["b", "c"]), a: ints([2, 9]), b: floats([1, -3]) };
  const kinds: Partial<ChartProps>[] = [
    { mark: "line" },
    { mark: "area", stack: "center" },
    { mark: "bar", x: "name" },
    { mark: "bar", x: "name", stack: false },
    { mark: "bar", x: "name", horizontal: true, stack: "normalize" },
    { mark: "bar", x: "a", y: ["b"] },
    { mark: "area", stack: "normalize" },
  ];
  for (const props of kinds) {
    const warnings: unknown[] = [];
    const quiet = () => logger;
    const warn = (...words: unknown[]) => {
      warnings.push(...words);
      return logger;
    };
    const spec = chartSpec(
      chart(data, { mark: "line", y: ["a", "b"], ...props }),
      ["red", "blue"],
      300,
    );
    const logger = { level: quiet, warn, info: quiet, debug: quiet, error: quiet };
    compile({ ...spec, width: 300, height: 200 }, { logger });
    expect(warnings).toEqual([]);
  }
});

it("no date, and what is none, is written as what is missing, and never as NaN", () => {
  const odd = chart(
    { d: texts(["2026-01-02", "soon", null]), v: ints([1, 2, 3]) },
    { mark: "bar", x: "d" },
  );
  expect([odd.scale, labels(odd)]).toEqual(["ordinal", ["2026-01-02", "soon", "()"]]);
  const never = chart(
    { d: texts(["2026-02-28", "2026-02-30"]), v: ints([1, 2]) },
    { mark: "bar", x: "d" },
  );
  expect(labels(never)).toEqual(["2026-02-28", "2026-02-30"]);
  const empty = chart({ d: days(["2026-01-02", null]), v: ints([1, 2]) }, { mark: "bar", x: "d" });
  expect(labels(empty)).toEqual(["2026-01-02", "()"]);
  const last = Array.from({ length: 200 }, (_, row) => (row === 199 ? "n/a" : "2026-01-02"));
  expect(chart({ d: texts(last), v: ints(range(200)) }, { mark: "line", x: "d" }).scale).toBe(
    "ordinal",
  );
});

it("bars with an empty position keep the order of the others", () => {
  const model = chart({ n: ints([3, null, 1, 2]), v: ints([1, 2, 3, 4]) }, { mark: "bar", x: "n" });
  expect(labels(model)).toEqual(["1", "2", "3", "()"]);
});

it("a value between two gaps is a point", () => {
  const model = chart({ v: floats([1, 2, null, 5, null, 7]) }, { mark: "line" });
  expect(model.rows.filter(({ alone }) => alone).map(({ y }) => y)).toEqual([5, 7]);
  expect(JSON.stringify(chartSpec(model, ["red"], 300))).toContain("datum.alone");
  const whole = chart({ v: floats([1, 2, 3]) }, { mark: "line" });
  expect(chartSpec(whole, ["red"], 300).mark).toEqual({ type: "line", point: false });
});

it("very large and very small values have readable ticks", () => {
  for (const far of [1e300, 1e-9]) {
    const spec = chartSpec(chart({ v: floats([far, far / 2]) }, { mark: "bar" }), ["red"], 300);
    expect(JSON.stringify(spec)).toContain(".6~e");
  }
});

it("a figure in a tooltip has all its digits", () => {
  expect([1318683096, 1318683097].map(figureText)).toEqual(["1,318,683,096", "1,318,683,097"]);
  expect([0.1, 1.0000000001, -1234567.891, 0, 1e300, 5e-324].map(figureText)).toEqual([
    "0.1",
    "1.0000000001",
    "-1,234,567.891",
    "0",
    "1E300",
    "5E-324",
  ]);
});
