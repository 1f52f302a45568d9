import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { a11yProblems } from "../../../testing/a11y";
import { ints, sample, texts } from "../../../testing/arrow_sample";
import type { FakeHost } from "../../../testing/fake_host";
import { openPage } from "../../../testing/page";
import { chooseTheme } from "../../../theme/theme";
import type { WireValue } from "../../../wire/elements";

const data = () =>
  sample({ city: texts(["Oslo", "Bern", "Rome", "Aden"]), people: ints([3, 1, 4, 2]) });
const NONE: WireValue[] = [[], [], []];

async function open(modes: string | string[], value: WireValue = NONE, more = {}) {
  const host = await openPage([
    {
      kind: "dataframe",
      id: "grid",
      value,
      props: { data: data(), selection_mode: [modes].flat(), ...more },
    },
  ]);
  const grid = page.getByRole("grid");
  await expect.element(grid).toBeVisible();
  const element = grid.element();
  if (!(element instanceof HTMLElement)) throw new Error("no grid");
  return { host, grid: element };
}
/** The hash under which the fake host draws the grid. */
const SEEN = "2";
const sent = (host: FakeHost, [rows = [], columns = [], cells = []]: WireValue[]) => {
  const isByPlace = [rows, cells].some((list) => Array.isArray(list) && list.length > 0);
  const grid = [rows, columns, cells, ...(isByPlace ? [SEEN] : [])];
  return vi.waitFor(() =>
    expect(host.sent.at(-1)).toEqual({ type: "rerun", triggers: {}, widgets: { grid } }),
  );
};
const cell = (row: number, column: number) => {
  const found = document.querySelector(
    `[role=row][aria-rowindex="${row + 2}"] [aria-colindex="${column + 2}"]`,
  );
  if (found === null) throw new Error("no such cell");
  return found;
};
/** A click without the time that a pointer takes. */
const press = (element: Element) => {
  if (element instanceof HTMLElement) element.click();
};
const selected = (role: string) =>
  [...document.querySelectorAll(`[role=${role}][aria-selected=true]`)].map((e) => e.textContent);

afterEach(() => chooseTheme("light"));

describe("rows", () => {
  it("are selected by their boxes, and sent together as places in the data", async () => {
    const { host } = await open("multi-row");
    for (const row of [2, 0]) {
      const box = page.getByRole("checkbox", { name: `Select row ${row}` });
      press(box.element());
      await expect.element(box).toBeChecked();
    }
    await sent(host, [[0, 2], [], []]);
    expect(selected("row")).toEqual(["0Oslo3", "2Rome4"]);
    expect(host.sent.filter(({ type }) => type === "rerun").length).toBe(1);
  });

  it("stay selected when the order changes", async () => {
    const { host } = await open("multi-row", [[1], [], []]);
    await page.getByRole("button", { name: "people" }).click();
    await vi.waitFor(() => expect(cell(0, 0).textContent).toBe("Bern"));
    expect(selected("row")).toEqual(["1Bern1"]);
    await page.getByRole("checkbox", { name: "Select row 3" }).click();
    await sent(host, [[1, 3], [], []]);
  });

  it("are selected with Space, several with Shift and the arrows", async () => {
    const { host, grid } = await open("multi-row");
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{Shift>}{ArrowDown}{/Shift} ");
    await sent(host, [[1, 2], [], []]);
    await userEvent.keyboard(" ");
    await sent(host, NONE);
  });

  it("are selected as a range with Shift, and all with the box above them", async () => {
    const { host } = await open("multi-row");
    await page.getByRole("checkbox", { name: "Select row 1" }).click();
    await page.getByRole("checkbox", { name: "Select row 3" }).click({ modifiers: ["Shift"] });
    await sent(host, [[1, 2, 3], [], []]);
    const all = page.getByRole("checkbox", { name: "Select all rows" });
    await expect.element(all).toHaveAttribute("aria-checked", "mixed");
    await all.click();
    await sent(host, [[0, 1, 2, 3], [], []]);
  });

  it("take each other's place where one can be selected", async () => {
    const { host } = await open("single-row", [[0], [], []], { hide_index: true });
    expect(page.getByRole("checkbox", { name: "Select all rows" }).query()).toBeNull();
    await page.getByRole("checkbox", { name: "Select row 2" }).click();
    await sent(host, [[2], [], []]);
    await page.getByRole("checkbox", { name: "Select row 2" }).click();
    await sent(host, NONE);
  });
});

describe("columns", () => {
  it("are selected at their headings, which have a button of their own to sort", async () => {
    const { host, grid } = await open("multi-column");
    await page.getByRole("button", { name: "people", exact: true }).click();
    await sent(host, [[], ["people"], []]);
    expect(selected("columnheader")).toEqual(["people"]);
    await page.getByRole("button", { name: "Sort by people" }).click();
    await vi.waitFor(() => expect(cell(0, 0).textContent).toBe("Bern"));
    grid.focus();
    await userEvent.keyboard("{ArrowUp} ");
    await sent(host, [[], ["people", "city"], []]);
  });
});

describe("cells", () => {
  it("are selected by a click, and with Ctrl besides others", async () => {
    const { host } = await open("multi-cell");
    await userEvent.click(cell(1, 0));
    await sent(host, [[], [], [[1, "city"]]]);
    await userEvent.click(cell(2, 1), { modifiers: ["Control"] });
    await sent(host, [
      [],
      [],
      [
        [1, "city"],
        [2, "people"],
      ],
    ]);
    expect(selected("gridcell")).toEqual(["Bern", "4"]);
    await userEvent.click(cell(0, 0));
    await sent(host, [[], [], [[0, "city"]]]);
    await userEvent.click(cell(0, 0));
    await sent(host, NONE);
  });

  it("are selected as a rectangle, with the mouse or Space", async () => {
    const { host, grid } = await open("multi-cell");
    await userEvent.dragAndDrop(cell(2, 0), cell(3, 1));
    await sent(host, [
      [],
      [],
      [
        [2, "city"],
        [2, "people"],
        [3, "city"],
        [3, "people"],
      ],
    ]);
    grid.focus();
    await userEvent.keyboard("{Control>}{Home}{/Control} ");
    await sent(host, [[], [], [[0, "city"]]]);
  });

  it("are one at most where one can be selected", async () => {
    const { host } = await open("single-cell");
    await userEvent.dragAndDrop(cell(0, 0), cell(1, 1));
    await sent(host, [[], [], [[1, "people"]]]);
  });
});

it("the toolbar clears the selection", async () => {
  const { host, grid } = await open(["multi-row", "multi-column"], [[1], ["city"], []]);
  await userEvent.hover(grid);
  await page.getByRole("button", { name: "Clear selection" }).click();
  await sent(host, NONE);
  expect(page.getByRole("button", { name: "Clear selection" }).query()).toBeNull();
});

it("a grid that is not a widget offers nothing to select", async () => {
  await openPage([{ kind: "dataframe", props: { data: data() } }]);
  await expect.element(page.getByRole("grid")).toBeVisible();
  expect(page.getByRole("checkbox").elements()).toEqual([]);
});

it.each(["light", "dark"] as const)(
  "has no accessibility problems in the %s theme",
  async (theme) => {
    chooseTheme(theme);
    const { grid } = await open(
      ["multi-row", "multi-column", "multi-cell"],
      [[1], ["city"], [[0, "people"]]],
    );
    grid.focus();
    expect(await a11yProblems(page.getByTestId("stFullScreenFrame").element())).toEqual([]);
  },
);
