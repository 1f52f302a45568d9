import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { a11yProblems } from "../../../testing/a11y";
import { days, flags, floats, ints, moments, sample, texts } from "../../../testing/arrow_sample";
import { openPage } from "../../../testing/page";
import { chooseTheme } from "../../../theme/theme";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const orders = (rows: number) =>
  sample({
    n: ints(range(rows)),
    city: texts(
      range(rows).map((index) =>
        index === 1 ? null : (["Oslo", "Paris", "Rome"][index % 3] ?? ""),
      ),
    ),
    amount: floats(range(rows).map((index) => (index * 7) % 11)),
    paid: flags(range(rows).map((index) => index % 2 === 0)),
  });

async function open(props: Record<string, unknown>): Promise<HTMLElement> {
  await openPage([{ kind: "dataframe", props: { width: "stretch", ...props } }]);
  const grid = page.getByRole("grid");
  await expect.element(grid).toBeVisible();
  const element = grid.element();
  if (!(element instanceof HTMLElement)) throw new Error("no grid");
  return element;
}
const cell = (row: number, column: number) =>
  page
    .getByRole("grid")
    .element()
    .querySelector(`[aria-rowindex="${row + 2}"] [aria-colindex="${column + 2}"]`);
const column = (at: number, rows: number) => range(rows).map((row) => cell(row, at)?.textContent);
const active = (grid: HTMLElement) => {
  const id = grid.getAttribute("aria-activedescendant");
  return id === null ? null : document.getElementById(id);
};

afterEach(() => chooseTheme("light"));

it("draws only the rows that can be seen, and reaches the last of a million", async () => {
  const rows = 1_000_000;
  const grid = await open({ data: sample({ n: ints(range(rows)) }), height: 300 });
  expect(grid.getAttribute("aria-rowcount")).toBe("1000001");
  expect(grid.querySelectorAll("[role=gridcell]").length).toBeLessThan(40);
  grid.focus();
  await userEvent.keyboard("{Control>}{End}{/Control}");
  await expect.poll(() => active(grid)?.textContent).toBe("999999");
  const last = active(grid)?.getBoundingClientRect();
  expect(last?.bottom).toBeLessThanOrEqual(grid.getBoundingClientRect().bottom + 1);
  await userEvent.keyboard("{ArrowUp}{PageUp}");
  await expect.poll(() => Number(active(grid)?.textContent)).toBeLessThan(999_998);
});

it("draws only the columns that can be seen", async () => {
  const wide = Object.fromEntries(range(300).map((index) => [`col ${index}`, ints([index])]));
  const grid = await open({ data: sample(wide), hide_index: true });
  expect(grid.querySelectorAll("[role=columnheader]").length).toBeLessThan(30);
  grid.focus();
  await userEvent.keyboard("{Control>}{End}{/Control}");
  await expect.poll(() => active(grid)?.textContent).toBe("299");
});

it("shows what the script asks for", async () => {
  const grid = await open({
    data: orders(5),
    column_order: ["amount", "city", "paid"],
    column_config: {
      amount: { label: "Amount", format: "$%.2f", width: 150 },
      paid: { hidden: true },
    },
    placeholder: "n/a",
  });
  const headers = [...grid.querySelectorAll("[role=columnheader]")].map((h) => h.textContent);
  expect(headers).toEqual(["", "Amount", "city"]);
  expect(column(0, 2)).toEqual(["$0.00", "$7.00"]);
  expect(cell(1, 1)?.textContent).toBe("n/a");
});

it("a header is a button that sorts, and says so", async () => {
  const grid = await open({ data: orders(20) });
  const header = page.getByRole("columnheader", { name: "amount" });
  await page.getByRole("button", { name: "amount" }).click();
  await expect.element(header).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(() => column(2, 3)).toEqual(["0", "0", "1"]);
  await page.getByRole("button", { name: "amount" }).click();
  await expect.poll(() => column(2, 3)).toEqual(["10", "10", "9"]);
  grid.focus();
  await userEvent.keyboard("{Control>}{Home}{/Control}{ArrowUp}{ArrowRight}{ArrowRight}{Enter}");
  await expect.element(header).toHaveAttribute("aria-sort", "none");
  await expect.poll(() => column(0, 3)).toEqual(["0", "1", "2"]);
});

it("the keyboard widens a column", async () => {
  const grid = await open({ data: orders(5), width: "content" });
  grid.focus();
  await userEvent.keyboard("{ArrowRight}");
  const before = cell(0, 1)?.clientWidth ?? 0;
  await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
  await expect.poll(() => (cell(0, 1)?.clientWidth ?? 0) - before).toBeGreaterThan(10);
});

it("copies the selected cells as lines with tabs", async () => {
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const grid = await open({ data: orders(5) });
  grid.focus();
  await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowDown}{/Shift}{Control>}c{/Control}");
  await expect.poll(() => written.mock.calls[0]?.[0]).toBe("0\tOslo\n1\t");
  expect(grid.querySelectorAll("[aria-selected=true]").length).toBe(4);
});

it("copies without a clipboard too", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not here"));
  const copied: (string | undefined)[] = [];
  const listen = () => copied.push(document.getSelection()?.toString());
  document.addEventListener("copy", listen);
  const grid = await open({ data: orders(5) });
  grid.focus();
  await userEvent.keyboard("{Control>}c{/Control}");
  await expect.poll(() => copied).toEqual(["0"]);
  document.removeEventListener("copy", listen);
  expect(document.activeElement).toBe(grid);
});

it("the mouse selects a rectangle", async () => {
  const grid = await open({ data: orders(8) });
  const from = cell(1, 0);
  const to = cell(3, 1);
  if (from === null || to === null) throw new Error("no cells");
  await userEvent.dragAndDrop(from, to);
  expect(grid.querySelectorAll("[aria-selected=true]").length).toBe(6);
});

it("finds text in rows that are not drawn, and goes from hit to hit", async () => {
  const rows = range(5000).map((index) =>
    index === 4321 || index === 17 ? "A Needle" : `row ${index}`,
  );
  const grid = await open({ data: sample({ text: texts(rows) }) });
  grid.focus();
  await userEvent.keyboard("{Control>}f{/Control}");
  const input = page.getByRole("textbox", { name: "Search the table" });
  await input.fill("needle");
  await expect.element(page.getByText("1 of 2")).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => active(grid)?.textContent).toBe("A Needle");
  expect(active(grid)?.querySelector("mark")?.textContent).toBe("Needle");
  expect(grid.scrollTop).toBeGreaterThan(100_000);
  await input.fill("nothing like it");
  await expect.element(page.getByText("No hits")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.activeElement).toBe(grid);
});

it("finds a number by its digits, however they are grouped", async () => {
  const grid = await open({
    data: sample({ n: ints([5, 1234567]) }),
    column_config: { n: { format: "%,d" } },
  });
  grid.focus();
  await userEvent.keyboard("{Control>}f{/Control}");
  await page.getByRole("textbox", { name: "Search the table" }).fill("1234567");
  await expect.element(page.getByText("1 of 1")).toBeVisible();
  await expect.poll(() => active(grid)?.querySelector("mark")?.textContent).toBe("1,234,567");
});

it("never cuts a number or a date, however narrow its column was asked to be", async () => {
  const rows = 3000;
  const grid = await open({
    data: sample({
      n: ints(range(rows).map((row) => (row === 1501 ? 1111111111111111111n : 1))),
      ones: ints(range(rows).map(() => 1111111)),
      day: days(range(rows).map(() => "2024-01-01")),
      at: moments(
        range(rows).map((row) => (row === 2999 ? "2024-01-01T00:00:00.001Z" : "2024-01-01")),
      ),
      share: floats(range(rows).map((row) => row / 7)),
      text: texts(range(rows).map((row) => (row === 2998 ? "2024-01-01 some time later" : "x"))),
    }),
    column_config: { ones: { width: 50 }, day: { width: "small" }, share: { format: "%.30f" } },
    width: "content",
  });
  const cut = () =>
    [...grid.querySelectorAll("[role=gridcell] > span")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ textContent }) => textContent);
  await expect.poll(() => cell(0, 1)?.textContent).toBe("1111111");
  expect(cut()).toEqual([]);
  grid.scrollTop = 1501 * 35;
  await expect.poll(() => cell(1501, 0)?.textContent).toBe("1111111111111111111");
  expect(cut()).toEqual([]);
  grid.focus();
  await userEvent.keyboard("{Control>}{End}{/Control}");
  await expect.poll(() => active(grid)?.textContent).toBe("x");
  expect(cut()).toEqual([]);
});

it("fills the window and comes back with its state", async () => {
  const grid = await open({ data: orders(400) });
  const height = grid.clientHeight;
  await userEvent.hover(grid);
  await page.getByRole("button", { name: "Fullscreen" }).click();
  await expect.poll(() => grid.clientHeight).toBeGreaterThan(height);
  expect(page.getByRole("dialog").element().matches(":popover-open")).toBe(true);
  grid.focus();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => grid.clientHeight).toBe(height);
});

it("a table without rows shows its columns", async () => {
  const grid = await open({ data: sample({ a: ints([]), b: texts([]) }) });
  expect(grid.textContent).toContain("empty");
  expect(grid.querySelectorAll("[role=columnheader]").length).toBe(3);
});

it("data from an address is fetched, and a failure is shown", async () => {
  await openPage([{ kind: "dataframe", props: { data: { url: "_stcore/payload/none" } } }]);
  await expect.element(page.getByTestId("stElementError")).toBeVisible();
});

it("newer data keeps the sort order", async () => {
  const host = await openPage([
    { kind: "dataframe", props: { data: sample({ v: ints([3, 1, 2]) }) } },
  ]);
  await page.getByRole("button", { name: "v", exact: true }).click();
  await expect.poll(() => column(0, 3)).toEqual(["1", "2", "3"]);
  host.page([{ kind: "dataframe", props: { data: sample({ v: ints([9, 7, 8, 6]) }) } }]);
  await expect.poll(() => column(0, 4)).toEqual(["6", "7", "8", "9"]);
});

it.each(["light", "dark"] as const)(
  "has no accessibility problems in the %s theme",
  async (theme) => {
    chooseTheme(theme);
    const grid = await open({ data: orders(50), column_config: { amount: { help: "In euros" } } });
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{Shift>}{ArrowRight}{/Shift}{Control>}f{/Control}");
    await expect.element(page.getByRole("textbox")).toBeVisible();
    expect(await a11yProblems(page.getByTestId("stFullScreenFrame").element())).toEqual([]);
  },
);

it("shows that there are columns beyond its edge, until they have been scrolled to", async () => {
  const wide = Object.fromEntries(range(30).map((index) => [`column ${index}`, ints([index])]));
  const grid = await open({ data: sample(wide) });
  const fade = () => Number(getComputedStyle(grid.parentElement ?? grid, "::after").opacity);
  await expect.poll(fade).toBe(1);
  grid.scrollLeft = grid.scrollWidth;
  await expect.poll(fade).toBe(0);
});

it("toolbar and search cover neither its headers nor its rows", async () => {
  const grid = await open({ data: orders(20) });
  const top = () => grid.getBoundingClientRect().top;
  await userEvent.hover(grid);
  const tools = page.getByRole("toolbar").element().getBoundingClientRect();
  expect(tools.bottom).toBeLessThanOrEqual(top());
  await page.getByRole("button", { name: "Search" }).click();
  await expect.element(page.getByRole("textbox", { name: "Search the table" })).toBeVisible();
  const bar = document.querySelector("search")?.getBoundingClientRect() ?? tools;
  expect(bar.bottom).toBeLessThanOrEqual(top());
  expect(bar.top).toBeGreaterThanOrEqual(tools.bottom);
});
