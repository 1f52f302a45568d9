import { afterEach, beforeAll, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { a11yProblems } from "../../testing/a11y";
import { flags, floats, ints, sample, texts } from "../../testing/arrow_sample";
import { openPage } from "../../testing/page";
import { chooseTheme } from "../../theme/theme";

const cities = sample({
  city: texts(["Oslo **big**", null]),
  sales: ints([12_000, 7]),
  open: flags([true, false]),
});

beforeAll(() => import("../chart/simple/view"), 30_000);
afterEach(() => chooseTheme("light"));

it("a table shows all rows, with markdown in its text", async () => {
  await openPage([{ kind: "table", props: { data: cities, border: true } }]);
  const table = page.getByTestId("stTableStyledTable");
  await expect.element(table).toBeVisible();
  await expect.poll(() => table.element().querySelector("td strong")?.textContent).toBe("big");
  const numbers = [...table.element().querySelectorAll("td:nth-of-type(2)")];
  expect(numbers.map(({ textContent }) => textContent)).toEqual(["12000", "7"]);
  expect(table.element().querySelectorAll("th[scope=row]").length).toBe(2);
});

it("where there is no value, tables show what scripts write for it, or what they ask for", async () => {
  await openPage([
    { kind: "table", props: { data: cities } },
    { kind: "dataframe", props: { data: cities } },
    { kind: "dataframe", props: { data: cities, placeholder: "–" } },
  ]);
  await expect.element(page.getByTestId("stTable").getByText("()")).toBeVisible();
  const grid = page.getByTestId("stDataFrame");
  await expect.element(grid.nth(0).getByText("()")).toBeVisible();
  await expect.element(grid.nth(1).getByText("–")).toBeVisible();
});

it("a table can do without header and index, scrolls, and says when it is empty", async () => {
  await openPage([
    {
      kind: "table",
      props: { data: cities, border: false, hide_index: true, hide_header: true, height: 60 },
    },
    { kind: "table", props: { data: sample({ a: ints([]) }) } },
  ]);
  await expect.element(page.getByTestId("stTableStyledEmptyTableCell")).toBeVisible();
  const first = page.getByTestId("stTable").first().element();
  expect(first.querySelectorAll("th").length).toBe(0);
  expect(first.clientHeight).toBe(60);
});

it("a JSON tree opens, closes, and keeps long numbers", async () => {
  const body = '{"id":12345678901234567890,"list":[1,[2]]}';
  await openPage([{ kind: "json", props: { body, expanded: 1 } }]);
  const tree = page.getByRole("tree");
  await expect.element(tree).toBeVisible();
  await expect.element(page.getByText("12345678901234567890")).toBeVisible();
  const items = () => tree.element().querySelectorAll("[role=treeitem]").length;
  expect(items()).toBe(3);
  await page.getByText("list").click();
  await expect.poll(items).toBe(5);
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowRight}");
  await expect.poll(items).toBe(6);
  await userEvent.keyboard("{Home}{ArrowLeft}");
  await expect.poll(items).toBe(1);
});

it("text that is not JSON is shown with what is wrong", async () => {
  await openPage([{ kind: "json", props: { body: '{"a": }', expanded: true } }]);
  await expect.element(page.getByRole("alert")).toHaveTextContent("This is not JSON.");
  await expect.element(page.getByText('{"a": }')).toBeVisible();
});

it("a metric shows its figure, its change and a small chart", async () => {
  await openPage([
    {
      kind: "metric",
      props: {
        label: "**Sales**",
        value: "1234.5",
        format: "dollar",
        delta: "-3 %",
        chart_data: [1, 3, 2],
        border: true,
      },
    },
  ]);
  await expect.element(page.getByTestId("stMetricValue")).toHaveTextContent("$1,234.50");
  await expect.element(page.getByTestId("stMetricDeltaIcon-Down")).toBeInTheDocument();
  await expect.element(page.getByTestId("stMetricDelta")).toHaveTextContent("-3 %");
  await expect
    .element(page.getByRole("img", { name: "Chart of 3 values from $1.00 to $2.00" }))
    .toBeVisible();
});

it("metrics that stretch are equally high", async () => {
  const metric = (props: Record<string, unknown>) => ({
    kind: "column",
    props: { weight: 0.5 },
    children: [
      { kind: "metric", props: { value: "1", border: true, height: "stretch", ...props } },
    ],
  });
  await openPage([
    {
      kind: "columns",
      props: { spec: [0.5, 0.5], wrap: true },
      children: [metric({ label: "a" }), metric({ label: "b", delta: "2", chart_data: [1, 2] })],
    },
  ]);
  await expect.element(page.getByTestId("stMetricChart")).toBeVisible();
  const heights = page
    .getByTestId("stMetric")
    .elements()
    .map(({ clientHeight }) => clientHeight);
  expect(heights[0]).toBe(heights[1]);
});

it.each(["light", "dark"] as const)(
  "tables, trees and metrics have no accessibility problems in the %s theme",
  async (theme) => {
    chooseTheme(theme);
    await openPage([
      { kind: "table", props: { data: cities, border: true, height: 90 } },
      { kind: "json", props: { body: '{"a":[1,"b",true,null,{}],"c":{}}', expanded: true } },
      { kind: "json", props: { body: "no", expanded: true } },
      {
        kind: "metric",
        props: {
          label: "Up",
          value: "1",
          delta: "2",
          delta_description: "a week",
          chart_data: [1, 2],
          help: "x",
        },
      },
      {
        kind: "metric",
        props: { label: "Down", value: "1", delta: "-2", chart_data: [1, 2], chart_type: "bar" },
      },
      { kind: "metric", props: { label: "Off", value: "1", delta: "2", delta_color: "off" } },
      {
        kind: "line_chart",
        props: {
          data: sample({ a: floats([1, 2]), b: floats([2, 1]) }),
          y: ["a", "b"],
          height: 120,
        },
      },
    ]);
    await expect
      .poll(() => document.querySelector("[data-testid=stVegaLiteChart] svg"))
      .not.toBeNull();
    await expect.poll(() => document.querySelector("td strong")).not.toBeNull();
    expect(await a11yProblems(page.getByTestId("stMainBlockContainer").element())).toEqual([]);
  },
);
