import { afterEach, beforeAll, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { floats, ints, sample, texts } from "../../../testing/arrow_sample";
import { openPage } from "../../../testing/page";
import { chooseTheme } from "../../../theme/theme";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const two = (a: readonly number[], b: readonly number[]) => sample({ a: floats(a), b: floats(b) });
const line = (data: unknown, more: Record<string, unknown> = {}) => ({
  kind: "line_chart",
  props: { data, y: ["a", "b"], width: "stretch", ...more },
});
const chart = () => page.getByTestId("stVegaLiteChart").element();
const strokes = () =>
  [...chart().querySelectorAll(".mark-line path")].map((path) => path.getAttribute("stroke"));

/** Drawing takes its time where many tests share a processor. */
const poll = <T,>(value: () => T) => expect.poll(value, { timeout: 8000 });

beforeAll(() => import("./view"), 30_000);
afterEach(() => chooseTheme("light"));

it("draws a line for each series in the colours of the theme", async () => {
  chooseTheme("light");
  await openPage([line(two([1, 2, 3], [3, 2, 1]), { alt: "Two lines" })]);
  await poll(() => strokes().length).toBe(2);
  const light = strokes();
  await expect.element(page.getByRole("img", { name: "Two lines" })).toBeVisible();
  chooseTheme("dark");
  await poll(() => strokes()[0]).not.toBe(light[0]);
  expect(strokes().length).toBe(2);
});

it("a legend of many names shows whole rows of them", async () => {
  await page.viewport(400, 800);
  const names = range(30).map((index) => `series ${index}`);
  const data = sample(Object.fromEntries(names.map((name) => [name, floats([1, 2])])));
  await openPage([line(data, { y: names })]);
  const legend = page.getByTestId("stChartLegend");
  await expect.element(legend).toBeVisible();
  const box = legend.element().getBoundingClientRect();
  const cut = [...legend.element().querySelectorAll("li")].filter((item) => {
    const { top, bottom } = item.getBoundingClientRect();
    return top < box.bottom - 1 && bottom > box.bottom + 1;
  });
  await page.viewport(1000, 800);
  expect(cut).toEqual([]);
});

it("new data moves the chart that is there", async () => {
  const host = await openPage([line(two([1, 2, 3], [3, 2, 1]))]);
  await poll(() => strokes().length).toBe(2);
  const svg = chart().querySelector("svg");
  const before = chart().querySelector(".mark-line path")?.getAttribute("d");
  host.page([line(two([1, 5, 3, 2.5], [3, 2, 1, 2.2]))]);
  await expect
    .poll(() => chart().querySelector(".mark-line path")?.getAttribute("d"))
    .not.toBe(before);
  expect(chart().querySelector("svg")).toBe(svg);
});

it("the legend hides a series and shows it again", async () => {
  await openPage([line(two([1, 2, 3], [3, 2, 1]))]);
  await poll(() => strokes().length).toBe(2);
  await page.getByRole("button", { name: "a", exact: true }).click();
  await poll(() => strokes().length).toBe(1);
  await page.getByRole("button", { name: "a", exact: true }).click();
  await poll(() => strokes().length).toBe(2);
});

it("pointer and arrow keys tell the values", async () => {
  await openPage([line(two([1, 2, 3.5], [3, 2, 1]))]);
  const values = page.getByRole("group", { name: /Values/ });
  await expect.element(values).toBeVisible();
  const element = values.element();
  if (element instanceof HTMLElement) element.focus();
  await userEvent.keyboard("{End}");
  await expect.element(page.getByTestId("stChartTooltip")).toHaveTextContent("2a3.5b1");
  await userEvent.keyboard("{ArrowLeft}");
  await expect.element(page.getByTestId("stChartTooltip")).toHaveTextContent("1a2b2");
});

it("is as wide as its container, and follows it", async () => {
  await page.viewport(900, 700);
  await openPage([line(two([1, 2, 3], [3, 2, 1]), { height: 200 })]);
  const width = () => chart().querySelector("svg")?.clientWidth ?? 0;
  await poll(width).toBeGreaterThan(500);
  await page.viewport(420, 700);
  await poll(width).toBeLessThan(420);
  await page.viewport(1000, 800);
});

it("many points are drawn on a canvas", async () => {
  const values = range(100_000).map((index) => Math.sin(index / 900));
  await openPage([line(two(values, values))]);
  await poll(() => chart().querySelector("canvas")).not.toBeNull();
  await expect.element(page.getByText(/100,000 rows/)).toBeVisible();
});

it("bars carry their labels, negative ones too", async () => {
  const data = sample({ city: texts(["Oslo", "Rome"]), v: ints([4, -2]) });
  await openPage([{ kind: "bar_chart", props: { data, x: "city", y: ["v"], sort: true } }]);
  await poll(() => chart().querySelectorAll(".mark-rect.role-mark path").length).toBe(2);
  expect(chart().textContent).toContain("Oslo");
});

it("a value between gaps is a dot, and the ticks of large numbers are whole", async () => {
  const data = sample({ v: floats([1e300, null, 2e300, null, 3e300, 3e300]) });
  await openPage([line(data, { y: ["v"] })]);
  const dots = () =>
    [...chart().querySelectorAll(".mark-symbol.role-mark path")].filter(
      (dot) => dot.getBoundingClientRect().width > 4,
    ).length;
  await poll(dots).toBe(2);
  const ticks = [...chart().querySelectorAll(".role-axis-label text")].map((t) => t.textContent);
  expect(ticks).toContain("1e+300");
  expect(ticks.filter((tick) => tick?.includes("…"))).toEqual([]);
});

it("without data it says so, and draws once there is some", async () => {
  const host = await openPage([line(two([], []))]);
  await expect.element(page.getByText("No data to draw")).toBeVisible();
  host.page([line(two([1, 2], [2, 3]))]);
  await poll(() => strokes().length).toBe(2);
});

it("fills the window", async () => {
  await openPage([line(two([1, 2, 3], [3, 2, 1]), { height: 200 })]);
  await poll(() => strokes().length).toBe(2);
  await userEvent.hover(chart());
  await page.getByRole("button", { name: "Fullscreen" }).click();
  await poll(() => chart().querySelector("svg")?.clientHeight ?? 0).toBeGreaterThan(400);
  await page.getByRole("button", { name: "Close fullscreen" }).click();
  await poll(() => chart().querySelector("svg")?.clientHeight ?? 999).toBeLessThan(260);
});

it("bars that lie show their names whole where there is room, and the title before them", async () => {
  const name = "A rather long name of a category that goes on";
  await openPage([
    {
      kind: "bar_chart",
      props: {
        data: sample({ kind: texts([name, "b"]), n: ints([1, 2]) }),
        x: "kind",
        y: ["n"],
        horizontal: true,
      },
    },
  ]);
  const written = () => [...document.querySelectorAll(".role-axis text")];
  await expect.poll(() => written().map((node) => node.textContent)).toContain(name);
  const left = (text: string) =>
    written()
      .find((node) => node.textContent === text)
      ?.getBoundingClientRect();
  expect(left("kind")?.right).toBeLessThanOrEqual(left(name)?.left ?? 0);
});
