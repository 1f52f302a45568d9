import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { a11yProblems } from "../testing/a11y";
import type { Drawn } from "../testing/fake_host";
import { openPage } from "../testing/page";

const markdown = async (body: string, more: Record<string, unknown> = {}) => {
  await openPage([{ kind: "markdown", props: { body, wrap: true, ...more } }]);
  const place = page.getByTestId("stMarkdownContainer");
  await expect.element(place).not.toBeEmptyDOMElement();
  return place.element();
};

it("markdown has colours, badges, icons, emoji and formulas", async () => {
  const place = await markdown(
    ":red[**hot**] :blue-badge[New] :material/home: :tada: $x^2$ costs $5 or $6 :small[tiny]",
  );
  expect(place.querySelector(".st-color-red strong")?.textContent).toBe("hot");
  expect(place.querySelector(".st-as-badge.st-color-blue")?.textContent).toBe("New");
  expect(place.textContent).toContain("🎉");
  expect(place.textContent).toContain("costs $5 or $6");
  expect(place.querySelector(".st-small")?.textContent).toBe("tiny");
  await expect.poll(() => place.querySelector(".st-icon path")).not.toBeNull();
  await expect.poll(() => place.querySelector(".katex")).not.toBeNull();
});

it("emoji have names; signs that look like faces are what they are", async () => {
  const signs = "<3 :/ :) :-( :D 8-) ;) =) :'( B) x:0";
  const place = await markdown(`${signs} :tada:`);
  expect(place.textContent?.trim()).toBe(`${signs} 🎉`);
});

it("a badge with an icon stands on the line of those without", async () => {
  const place = await markdown(":blue-badge[New] :green-badge[:material/check: Done]");
  await expect.poll(() => place.querySelector(".st-icon path")).not.toBeNull();
  const [plain, marked] = [...place.querySelectorAll(".st-as-badge")].map(
    (badge) => badge.getBoundingClientRect().bottom,
  );
  expect(Math.abs((plain ?? 0) - (marked ?? 99))).toBeLessThan(1);
});

it("markdown shows HTML as text unless it is allowed, and never runs it", async () => {
  const plain = await markdown("<b>bold</b>");
  expect(plain.querySelector("b")).toBeNull();
  expect(plain.textContent).toContain("<b>bold</b>");
});

it("HTML that is allowed has passed the sanitiser", async () => {
  const body =
    'a <b style="color: teal">b</b> <a href="javascript:alert(1)">c</a><script>document.title="bad"</script>';
  const place = await markdown(body, { unsafe_allow_html: true });
  expect(place.querySelector("b")?.getAttribute("style")).toBe("color: teal");
  expect(place.querySelector("script")).toBeNull();
  expect(place.querySelector("a")?.getAttribute("href")).toBeNull();
  expect(document.title).not.toBe("bad");
});

it("markdown has tables, task lists, and links that open elsewhere", async () => {
  const place = await markdown("| a |\n|---|\n| 1 |\n\n- [x] done\n\n[link](https://example.org)");
  expect(place.querySelector("td")?.textContent).toBe("1");
  expect(place.querySelector<HTMLInputElement>("li input")?.checked).toBe(true);
  expect(place.querySelector("a")?.rel).toBe("noopener noreferrer");
});

it("markdown finds addresses as GitHub does", async () => {
  const place = await markdown(
    "www.example.org/a?b=1. (www.example.com) me@example.org https://x.org example.net wwww.no",
  );
  const links = [...place.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  expect(links).toEqual([
    "http://www.example.org/a?b=1",
    "http://www.example.com",
    "mailto:me@example.org",
    "https://x.org",
  ]);
});

it("markdown strikes out what stands between one tilde or two", async () => {
  const place = await markdown("~one~ ~~two~~ a~b~c, ~5 and ~6, [~in~ a](#link) ~three~~");
  const struck = [...place.querySelectorAll("s")].map(({ textContent }) => textContent);
  expect(struck).toEqual(["one", "two", "b", "in"]);
  expect(place.textContent).toContain("~three~~");
  expect(place.textContent).toContain("~5 and ~6");
});

it("markdown has footnotes, whose links stay within their text", async () => {
  const body = "A claim[^a] and another[^b].\n\n[^a]: Its **source**.\n[^b]: Mine.";
  await openPage([1, 2].map(() => ({ kind: "markdown", props: { body, wrap: true } })));
  await expect.poll(() => document.querySelectorAll(".st-footnotes")).toHaveLength(2);
  const ids = [...document.querySelectorAll("[id^=fn]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(8);
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".stMarkdown a")) {
    expect(link.target).toBe("");
    expect(document.getElementById(link.hash.slice(1))?.closest(".stMarkdown")).toBe(
      link.closest(".stMarkdown"),
    );
  }
  expect(await a11yProblems(document.body)).toEqual([]);
});

it("headings have levels and ids", async () => {
  await openPage([
    { kind: "title", props: { body: "My App", wrap: true } },
    { kind: "header", props: { body: "Part", anchor: "here", divider: "red" } },
    { kind: "subheader", props: { body: "No id", anchor: false } },
  ]);
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveAttribute("id", "my-app");
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveAttribute("id", "here");
  // The link is hidden; what leads here from elsewhere still does.
  await expect.element(page.getByRole("heading", { level: 3 })).toHaveAttribute("id", "no-id");
  await expect.element(page.getByRole("link", { name: "No id" })).not.toBeInTheDocument();
});

it("ids and links of headings are named after what a person reads", async () => {
  const bodies = [
    ":blue[this year]",
    ":material/home: **Start** `now`",
    "[Docs](https://example.org/x) & more",
    ":tada: Done",
  ];
  await openPage(bodies.map((body) => ({ kind: "header", props: { body, wrap: true } })));
  await expect
    .poll(() => [...document.querySelectorAll("h2")].map(({ id }) => id))
    .toEqual(["this-year", "start-now", "docs-more", "done"]);
  const links = [...document.querySelectorAll('[data-testid="stHeaderActionElements"] a')];
  expect(links.map((link) => link.getAttribute("aria-label"))).toEqual([
    "Link to this year",
    "Link to Start now",
    "Link to Docs & more",
    "Link to 🎉 Done",
  ]);
});

it("a block of code in markdown can be copied, like that of st.code", async () => {
  const body = "Run:\n\n```sh\nmake\nmake test\n```\n\n- again\n\n  ```\n  one\n  ```";
  const place = await markdown(body);
  await expect.poll(() => place.querySelectorAll("[data-testid=stCodeCopyButton]")).toHaveLength(2);
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
    copied.push(text);
  });
  for (const button of place.querySelectorAll("button")) button.click();
  await expect.poll(() => copied).toEqual(["make\nmake test", "one"]);
});

/** How many columns stand in the first line of each row of columns. */
const abreast = () =>
  [...document.querySelectorAll("[data-testid=stHorizontalBlock]")].map((row) => {
    const tops = [...row.children].map((column) => Math.round(column.getBoundingClientRect().top));
    return tops.filter((top) => top === tops[0]).length;
  });

const columns = (count: number, ...first: Drawn[]): Drawn => ({
  kind: "columns",
  props: { spec: Array.from({ length: count }, () => 1) },
  children: Array.from({ length: count }, (_, nth) => ({
    kind: "column",
    props: { weight: 1 },
    children: nth === 0 && first.length > 0 ? first : [{ kind: "text", props: { body: "x" } }],
  })),
});

it("columns stand below each other by the room that they have", async () => {
  await page.viewport(1280, 800);
  const host = await openPage([columns(2, columns(2), columns(3), columns(4)), columns(8)]);
  await expect.poll(abreast).toEqual([2, 2, 3, 1, 8]);
  host.page([columns(2), columns(3)], 1);
  await expect.poll(abreast).toEqual([2, 1, 2, 2, 3, 1, 8]);
  host.page([], 1);
  await page.viewport(400, 800);
  await expect.poll(abreast).toEqual([1, 1, 1, 1, 1]);
  await page.viewport(1000, 800);
});

it("headings of the same text have ids of their own, in the order of the page", async () => {
  const header = (body: string) => ({ kind: "header", props: { body, wrap: true } });
  const host = await openPage([
    header("Intro"),
    header("Intro"),
    { kind: "markdown", props: { body: "## Intro\n\n## Intro 1", anchors: true, wrap: true } },
  ]);
  const ids = () => [...document.querySelectorAll("h2")].map(({ id }) => id);
  await expect.poll(ids).toEqual(["intro", "intro-1", "intro-2", "intro-1-1"]);
  await expect
    .element(page.getByRole("link", { name: "Link to Intro" }).nth(1))
    .toHaveAttribute("href", "#intro-1");
  host.page([header("Other"), header("Intro")]);
  await expect.poll(ids).toEqual(["other", "intro"]);
});

it("an icon that does not exist leaves no gap", async () => {
  const icons = ["zzz", ":material/nope_nope:", ":material/home:"];
  await openPage([
    ...icons.map((icon, n) => ({ kind: "button", id: `b${n}`, props: { label: "Go", icon } })),
    ...icons.map((icon, n) => ({ kind: "text_input", id: `t${n}`, props: { label: "T", icon } })),
    ...icons.map((icon) => ({ kind: "info", props: { body: "Told", icon } })),
  ]);
  await expect.poll(() => document.querySelectorAll("svg path[d^='M']").length).toBeGreaterThan(0);
  const lefts = (selector: string) =>
    [...document.querySelectorAll(selector)].map(
      (node) =>
        node.getBoundingClientRect().left -
        (node.closest(".stElementContainer")?.getBoundingClientRect().left ?? 0),
    );
  for (const selector of [
    ".stButton .st-markdown",
    ".stTextInput input",
    ".stAlert .st-markdown",
  ]) {
    await expect.poll(() => lefts(selector)).toHaveLength(3);
    await expect.poll(() => lefts(selector)[1]).toBe(lefts(selector)[0]);
    expect(lefts(selector)[2]).toBeGreaterThan(lefts(selector)[1] ?? Number.NaN);
  }
  expect(document.body.textContent).not.toContain("zzz");
});

it("an image of another host is a link to it, as the page may not load it", async () => {
  const place = await markdown(
    "![A map](https://example.org/maps/city.png) [![](http://example.com/badge.svg)](https://a.org) ![](/own.png)",
  );
  const [map, badge] = place.querySelectorAll(".st-remote-image");
  expect(map?.textContent).toBe("A map image on example.org");
  expect(map?.getAttribute("href")).toBe("https://example.org/maps/city.png");
  expect(map?.getAttribute("rel")).toBe("noopener noreferrer");
  expect(badge?.tagName).toBe("SPAN");
  expect(badge?.textContent).toContain("badge.svg");
  expect(place.querySelectorAll("img")).toHaveLength(1);
});

it("code that wraps has the numbers of its lines", async () => {
  const body = "let a = 1;\n\n/* two\nlines */ let b = 2;";
  await openPage([
    {
      kind: "code",
      props: { body, language: "rhai", line_numbers: true, wrap_lines: true },
    },
  ]);
  const lines = () => [...document.querySelectorAll<HTMLElement>(".stCode [data-line]")];
  await expect.poll(() => lines().map(({ dataset }) => dataset.line)).toEqual(["1", "2", "3", "4"]);
  expect(lines().map(({ textContent }) => textContent)).toEqual(body.split("\n"));
  expect(document.querySelector(".stCode code")?.textContent).toBe(body);
  expect(document.querySelectorAll(".stCode .hljs-comment")).toHaveLength(2);
});

it("code is coloured, Rhai too", async () => {
  await openPage([{ kind: "code", props: { body: 'let x = st.slider("a");', language: "rhai" } }]);
  const code = page.getByTestId("stCode");
  await expect.element(code).toBeVisible();
  await expect.poll(() => code.element().querySelector(".hljs-keyword")?.textContent).toBe("let");
  expect(code.element().querySelector(".hljs-string")?.textContent).toBe('"a"');
});

it("an error shows what, where and what to do", async () => {
  await openPage([
    {
      kind: "exception",
      props: {
        type: "Function not found",
        message: "st.sldier",
        hint: "Did you mean slider?",
        file: "app.rhai",
        line: 2,
        column: 4,
        caret_length: 6,
        excerpt: [
          { line: 1, text: "let a;" },
          { line: 2, text: "st.sldier()" },
        ],
        frames: [{ function: "draw", file: "app.rhai", line: 9 }],
      },
    },
  ]);
  const card = page.getByTestId("stException");
  await expect
    .element(page.getByTestId("stExceptionMessage"))
    .toHaveTextContent("Function not found: st.sldier");
  await expect.element(card).toHaveTextContent("app.rhai:2:4");
  await expect.element(card).toHaveTextContent("Did you mean slider?");
  expect(card.element().querySelector("mark")?.textContent).toBe("sldier");
  await page.getByText("1 call led here").click();
  await expect.element(page.getByTestId("stExceptionTraceRow")).toHaveTextContent("drawapp.rhai:9");
});

it("progress tells its value", async () => {
  await openPage([{ kind: "progress", props: { value: 42.4, text: "Loading" } }]);
  const bar = page.getByRole("progressbar", { name: "Loading" });
  await expect.element(bar).toHaveAttribute("aria-valuenow", "42");
});

it("tabs switch without the host, and keep what was typed in a closed one", async () => {
  const tab = (label: string, id: string) => ({
    kind: "tab",
    props: { label },
    children: [
      { kind: "text_input", id, value: "", props: { label: `Field ${label}`, value: "" } },
    ],
  });
  await openPage([
    { kind: "tabs", props: { tabs: ["A", "B"] }, children: [tab("A", "a"), tab("B", "b")] },
  ]);
  await page.getByRole("textbox", { name: "Field A" }).fill("draft");
  await page.getByRole("tab", { name: "B" }).click();
  await expect.element(page.getByRole("textbox", { name: "Field B" })).toBeVisible();
  await page.getByRole("tab", { name: "A" }).click();
  await expect.element(page.getByRole("textbox", { name: "Field A" })).toHaveValue("draft");
});

it("an expander opens and closes", async () => {
  await openPage([
    {
      kind: "expander",
      props: { label: "More" },
      children: [{ kind: "text", props: { body: "inside" } }],
    },
  ]);
  await expect.element(page.getByText("inside")).not.toBeVisible();
  await page.getByText("More").click();
  await expect.element(page.getByText("inside")).toBeVisible();
});

it("the tab that is open stays so when others come before it, and when labels change", async () => {
  const tabs = (...labels: string[]): Drawn[] => [
    {
      kind: "tabs",
      props: { tabs: labels },
      children: labels.map((label) => ({ kind: "tab", props: { label }, children: [] })),
    },
  ];
  const host = await openPage(tabs("One (1)", "Two"));
  await page.getByRole("tab", { name: "Two" }).click();
  host.page(tabs("One (2)", "Two!"));
  await expect.element(page.getByRole("tab", { name: "One (2)" })).toBeVisible();
  await expect
    .element(page.getByRole("tab", { name: "Two!" }))
    .toHaveAttribute("aria-selected", "true");
  host.page(tabs("One (2)", "Two"));
  await expect
    .element(page.getByRole("tab", { name: "Two" }))
    .toHaveAttribute("aria-selected", "true");
  host.page(tabs("Zero", "One (2)", "Two"));
  await expect.element(page.getByRole("tab", { name: "Zero" })).toBeVisible();
  await expect
    .element(page.getByRole("tab", { name: "Two" }))
    .toHaveAttribute("aria-selected", "true");
});

const fold = (label: string, more: Partial<Drawn> = {}): Drawn => ({
  kind: "expander",
  props: { label },
  children: [{ kind: "text", props: { body: "inside" } }],
  ...more,
});

it("an expander in the place of another one is as the script says, not as that one was", async () => {
  const host = await openPage([fold("Order 17 (2)")]);
  await page.getByText("Order 17").click();
  await expect.element(page.getByText("inside")).toBeVisible();
  // Another count of the same.
  host.page([fold("Order 17 (3)")]);
  await expect.element(page.getByText("(3)")).toBeVisible();
  await expect.element(page.getByText("inside")).toBeVisible();
  host.page([fold("Order 18 (3)")]);
  await expect.element(page.getByText("Order 18")).toBeVisible();
  await expect.element(page.getByText("inside")).not.toBeVisible();
});

it("an expander with a key is the same by that, whatever it is called", async () => {
  const host = await openPage([fold("Closed", { key: "k" })]);
  await page.getByText("Closed").click();
  host.page([fold("Opened", { key: "k" })]);
  await expect.element(page.getByText("Opened")).toBeVisible();
  await expect.element(page.getByText("inside")).toBeVisible();
});

it("tabs in the place of others open as the script says", async () => {
  const tabs = (...labels: string[]): Drawn[] => [
    {
      kind: "tabs",
      props: { tabs: labels },
      children: labels.map((label) => ({ kind: "tab", props: { label }, children: [] })),
    },
  ];
  const host = await openPage(tabs("Map", "List"));
  await page.getByRole("tab", { name: "List" }).click();
  host.page(tabs("Day", "Month"));
  await expect
    .element(page.getByRole("tab", { name: "Day" }))
    .toHaveAttribute("aria-selected", "true");
});

it("what a script wants to know of is open as the host says, and a change is sent", async () => {
  const inside = (body: string) => ({ kind: "text", props: { body } });
  const host = await openPage([
    {
      kind: "tabs",
      id: "tabs",
      value: [1, "Two"],
      props: { tabs: ["One", "Two"] },
      children: [
        { kind: "tab", props: { label: "One" }, children: [inside("in one")] },
        { kind: "tab", props: { label: "Two" }, children: [inside("in two")] },
      ],
    },
    {
      kind: "expander",
      id: "more",
      value: false,
      props: { label: "More" },
      children: [inside("in more")],
    },
  ]);
  await expect.element(page.getByText("in two")).toBeVisible();
  await page.getByRole("tab", { name: "One" }).click();
  await expect.element(page.getByText("in one")).toBeVisible();
  await page.getByText("More", { exact: true }).click();
  await vi.waitFor(() =>
    expect(host.sent.filter(({ type }) => type === "rerun").map(({ widgets }) => widgets)).toEqual([
      { tabs: [0, "One"] },
      { more: true },
    ]),
  );
  host.ops({ op: "value", id: "more", value: false });
  await expect.element(page.getByText("in more")).not.toBeVisible();
});

it("an element that does not fit shows a card in its place; the others are drawn", async () => {
  await openPage([
    { kind: "slider", props: { label: 5 } },
    { kind: "hologram", props: {} },
    { kind: "text", props: { body: "still here" } },
  ]);
  await expect.element(page.getByText("label: expected a string, got number 5")).toBeVisible();
  await expect.element(page.getByText("hologram", { exact: true })).toBeVisible();
  await expect.element(page.getByText("still here")).toBeVisible();
});

it("what the host always sends is not made up by the page", async () => {
  await openPage([
    { kind: "slider", id: "s", props: { label: "A", min_value: null } },
    { kind: "divider", props: { width: null } },
    { kind: "container", props: { gap: "huge" }, children: [] },
    { kind: "text", props: { body: "still here" } },
  ]);
  await expect.element(page.getByText("min_value: expected a number, got nothing")).toBeVisible();
  await expect.element(page.getByText(/^width: expected .* got nothing$/)).toBeVisible();
  await expect.element(page.getByText(/^gap: expected .* got string huge$/)).toBeVisible();
  await expect.element(page.getByText("still here")).toBeVisible();
});

it("boxes that hold something have one radius and one inset", async () => {
  const inside = [{ kind: "text", props: { body: "x" } }];
  await openPage([
    { kind: "metric", props: { label: "m", value: "1", border: true } },
    { kind: "container", props: { border: true }, children: inside },
    {
      kind: "columns",
      props: { spec: [1], border: true },
      children: [{ kind: "column", props: { weight: 1 }, children: inside }],
    },
    { kind: "expander", props: { label: "e", expanded: true }, children: inside },
    { kind: "info", props: { body: "i" } },
    { kind: "hologram" },
  ]);
  await expect.element(page.getByTestId("stMetric")).toBeVisible();
  await expect.element(page.getByTestId("stExpander")).toBeVisible();
  const boxes = [
    ".stMetric",
    "[data-testid=stLayoutWrapper] > .stVerticalBlock",
    "[data-testid=stColumn]",
    "summary",
    "[data-testid=stAlertContainer]",
  ].map((selector) => {
    const box = document.querySelector(selector);
    if (box === null) throw new Error(selector);
    return getComputedStyle(box);
  });
  expect(boxes.map(({ padding }) => padding)).toEqual(boxes.map(() => "12px 16px"));
  const edges = boxes.map(({ borderRadius }) => borderRadius);
  expect(edges).toEqual(edges.map(() => "8px"));
});
