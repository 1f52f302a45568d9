import {
  days,
  flags,
  floats,
  ints,
  lists,
  moments,
  sample,
  texts,
} from "../src/testing/arrow_sample";
import type { Drawn, FakeHost } from "../src/testing/fake_host";

const e = (kind: string, props: Drawn["props"]): Drawn => ({ kind, props });
const row = (children: readonly Drawn[]): Drawn => ({
  kind: "columns",
  props: { spec: children.map(() => 1 / children.length), wrap: true, gap: "small" },
  children: children.map((child) => ({
    kind: "column",
    props: { weight: 1 / children.length },
    children: [child],
  })),
});
const h = (body: string): Drawn => e("subheader", { body });
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The same numbers on every visit. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function walk(count: number, seed: number, start = 50): number[] {
  const next = random(seed);
  let value = start;
  return range(count).map(() => {
    value += (next() - 0.48) * 6;
    return Math.round(value * 100) / 100;
  });
}

const CITIES = ["Paris", "Oslo", "Rome", "New York", "São Paulo", "東京", "Kraków", "Nairobi"];
const day = (index: number) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
const pick = (index: number) => CITIES[index % CITIES.length] ?? "";

function orders(count: number) {
  const next = random(7);
  return sample({
    order_id: ints(range(count).map((index) => 100_000 + index)),
    day: days(range(count).map((index) => day(index % 365))),
    city: texts(range(count).map((index) => (index % 17 === 5 ? null : pick(index * 7)))),
    amount: floats(range(count).map(() => Math.round(next() * 2_000_000) / 100)),
    change: floats(range(count).map((index) => (index % 9 === 4 ? null : next() - 0.5))),
    units: ints(range(count).map(() => Math.floor(next() * 40_000))),
    paid: flags(range(count).map((index) => (index % 11 === 3 ? null : next() > 0.4))),
    seen: moments(range(count).map((index) => new Date(1.79e12 + index * 61_000).toISOString())),
    note: texts(
      range(count).map((index) => `Note ${index}: ${"left at the door ".repeat(index % 7)}`),
    ),
    tags: lists(range(count).map((index) => [index, index / 2, 3])),
  });
}

function wide(count: number) {
  return sample(
    Object.fromEntries(range(200).map((c) => [`col ${c}`, floats(walk(count, c + 1))])),
  );
}

const small = sample({
  city: texts(["Paris", "Oslo **bold**", "Rome :green[up]", null]),
  sales: ints([1204, 870, 12_990, 0]),
  share: floats([0.32, 0.235, 0.4, null]),
  open: flags([true, false, true, null]),
});
const empty = sample({ city: texts([]), sales: ints([]) });

export const PAGES: Readonly<Record<string, (host: FakeHost) => void>> = {
  grid: (host) =>
    host.page([
      h("Grid"),
      e("dataframe", {
        data: orders(10_000),
        column_config: {
          amount: { label: "Amount", format: "dollar", help: "In **US dollars**" },
          note: { width: "small" },
        },
      }),
      h("Small, as wide as its content, no index"),
      e("dataframe", { data: small, hide_index: true, width: "content" }),
      row([e("dataframe", { data: small, placeholder: "–" }), e("dataframe", { data: empty })]),
      h("200 columns, 240 pixels"),
      e("dataframe", { data: wide(1000), height: 240 }),
    ]),
  million: (host) =>
    host.page([
      e("dataframe", {
        data: sample({
          id: ints(range(1_000_000)),
          value: floats(walk(1_000_000, 3)),
          city: texts(range(1_000_000).map((index) => `${pick(index)} ${index % 997}`)),
        }),
      }),
    ]),
  table: (host) =>
    host.page([
      h("Table"),
      e("table", { data: small, border: true }),
      h("No borders, no index"),
      e("table", { data: small, border: false, hide_index: true }),
      h("Fixed height"),
      e("table", { data: orders(60), border: true, height: 220 }),
      h("Empty"),
      e("table", { data: empty, border: true }),
      h("No header"),
      e("table", { data: small, border: true, hide_header: true, width: "content" }),
    ]),
  json: (host) =>
    host.page([
      h("JSON"),
      e("json", {
        body: JSON.stringify({
          name: 'Ada "the first"',
          born: 1815,
          exact: "THERE",
          ok: true,
          none: null,
          rate: 1.5e-7,
          list: range(250),
          nested: { empty: {}, none: [], deep: { deeper: { deepest: ["a", "b"] } } },
          "a key that is\nlong": "text ".repeat(40),
        }).replace('"THERE"', "12345678901234567890"),
        expanded: 2,
      }),
      h("Closed"),
      e("json", { body: '{"a":[1,2,{"b":null}]}', expanded: false }),
      h("A plain value, and one that is not JSON"),
      e("json", { body: '"only text"', expanded: true }),
      e("json", { body: '{"a": [1, 2,, 3]}', expanded: true }),
    ]),
  metric: (host) =>
    host.page([
      h("Metrics"),
      row([
        e("metric", {
          label: "Revenue",
          value: "1204500",
          format: "dollar",
          delta: "+3.2 %",
          border: true,
          chart_data: walk(30, 4),
          help: "Before *tax*",
        }),
        e("metric", {
          label: "Orders",
          value: "870",
          delta: "-12",
          border: true,
          chart_data: walk(30, 5),
          chart_type: "area",
          delta_description: "since last week",
        }),
        e("metric", {
          label: "Errors",
          value: "0.4 %",
          delta: "-0.1",
          delta_color: "inverse",
          border: true,
          chart_data: walk(24, 6),
          chart_type: "bar",
        }),
        e("metric", {
          label: "**Latency** of all the requests that were ever made",
          value: "–",
          delta: "same",
          delta_color: "off",
          delta_arrow: "off",
          border: true,
          icon: ":material/bolt:",
        }),
      ]),
      row([
        e("metric", { label: "Short", value: "1", border: true, height: "stretch" }),
        e("metric", {
          label: "Tall",
          value: "999999999999",
          border: true,
          height: "stretch",
          delta: "4",
          chart_data: [1, 5, 2, -4, 9, 3],
        }),
        e("metric", { label: "Hidden", value: "42", label_visibility: "hidden" }),
      ]),
    ]),
  charts: (host) =>
    host.page([
      h("Lines"),
      e("line_chart", {
        data: sample({ a: floats(walk(60, 1)), b: floats(walk(60, 2)), c: floats(walk(60, 3)) }),
        y: ["a", "b", "c"],
      }),
      h("Days"),
      e("line_chart", {
        data: sample({ day: days(range(400).map(day)), price: floats(walk(400, 9, 1_200_000)) }),
        x: "day",
        y: ["price"],
        y_label: "Price in €",
      }),
      h("Areas"),
      e("area_chart", {
        data: sample({
          year: ints(range(30).map((index) => 1996 + index)),
          coal: floats(walk(30, 1, 90)),
          gas: floats(walk(30, 2, 60)),
          wind: floats(walk(30, 3, 30)),
        }),
        x: "year",
        y: ["coal", "gas", "wind"],
      }),
      row([
        e("area_chart", { data: sample({ v: floats(walk(90, 12, 5)) }), y: ["v"], height: 220 }),
        e("area_chart", {
          data: sample({ a: floats(walk(60, 1)), b: floats(walk(60, 2)) }),
          y: ["a", "b"],
          stack: "normalize",
          height: 220,
        }),
      ]),
    ]),
  bars: (host) =>
    host.page([
      h("Bars"),
      e("bar_chart", {
        data: sample({ city: texts(CITIES), sales: ints([120, -40, 99, 300, 220, 180, 60, 10]) }),
        x: "city",
        y: ["sales"],
        sort: "-sales",
      }),
      e("bar_chart", {
        data: sample({
          month: texts(["Jan", "Feb", "Mar", "Apr"]),
          a: ints([3, 5, 2, 8]),
          b: ints([4, 2, 6, 3]),
          c: ints([1, 2, 3, 4]),
        }),
        x: "month",
        y: ["a", "b", "c"],
        sort: false,
      }),
      row([
        e("bar_chart", {
          data: sample({
            month: texts(["Jan", "Feb", "Mar", "Apr"]),
            a: ints([3, 5, 2, 8]),
            b: ints([4, 2, 6, 3]),
          }),
          x: "month",
          y: ["a", "b"],
          sort: false,
          stack: false,
          height: 260,
        }),
        e("bar_chart", {
          data: sample({
            name: texts([
              "A rather long label of a bar",
              "Short",
              "Another label that will not fit at all here",
            ]),
            v: ints([3, 5, 2]),
          }),
          x: "name",
          y: ["v"],
          horizontal: true,
          height: 260,
        }),
      ]),
      e("bar_chart", { data: sample({ n: floats(walk(120, 4, 0)) }), y: ["n"], height: 220 }),
      e("bar_chart", {
        data: sample({
          city: texts(["Oslo", "Rome", "Oslo", "Rome"]),
          kind: texts(["new", "new", "old", "old"]),
          n: ints([1, 2, 3, 4]),
        }),
        x: "city",
        y: ["n"],
        color: ["kind"],
        height: 220,
      }),
    ]),
  edges: (host) =>
    host.page([
      row([
        e("line_chart", { data: empty, y: [], height: 200 }),
        e("line_chart", { data: sample({ a: floats([3]) }), y: ["a"], height: 200 }),
      ]),
      h("100,000 rows"),
      e("line_chart", {
        data: sample({ v: floats(walk(100_000, 21)), w: floats(walk(100_000, 22)) }),
        y: ["v", "w"],
      }),
      e("bar_chart", { data: sample({ v: floats(walk(100_000, 21)) }), y: ["v"] }),
      h("Gaps"),
      e("line_chart", {
        data: sample({
          v: floats(range(40).map((index) => (index % 9 > 6 ? null : Math.sin(index / 4)))),
        }),
        y: ["v"],
        color: ["#d0641a"],
      }),
      e("line_chart", {
        data: sample({
          at: moments(
            range(48).map((index) => new Date(1.79e12 + index * 3_600_000).toISOString()),
          ),
          t: floats(walk(48, 2, 12)),
        }),
        x: "at",
        y: ["t"],
        height: 220,
      }),
    ]),
};
