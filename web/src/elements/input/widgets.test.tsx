import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup } from "vitest-browser-react";
import { a11yProblems } from "../../testing/a11y";
import type { Drawn, FakeHost } from "../../testing/fake_host";
import { openPage } from "../../testing/page";
import type { WireValue } from "../../wire/elements";

const sent = (host: FakeHost, message: Record<string, unknown>) =>
  vi.waitFor(() =>
    expect(host.sent.at(-1)).toEqual({ type: "rerun", triggers: {}, widgets: {}, ...message }),
  );

describe("a button", () => {
  it("sends a trigger when it is clicked", async () => {
    const host = await openPage([
      { kind: "button", id: "b", key: "go now", props: { label: "**Go**" } },
    ]);
    await page.getByRole("button", { name: "Go" }).click();
    await sent(host, { triggers: { b: true } });
    expect(document.querySelector(".st-key-go-now button")).not.toBeNull();
  });

  it("is pressed by its shortcut", async () => {
    const host = await openPage([
      { kind: "button", id: "b", props: { label: "Go", shortcut: "ctrl+enter" } },
    ]);
    await expect.element(page.getByRole("button", { name: "Go" })).toBeVisible();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await sent(host, { triggers: { b: true } });
  });
});

describe("a checkbox", () => {
  it("sends its state", async () => {
    const host = await openPage([
      { kind: "checkbox", id: "k", value: false, props: { label: "Details", help: "All of them" } },
    ]);
    const box = page.getByRole("checkbox", { name: "Details" });
    await box.click();
    await expect.element(box).toBeChecked();
    await sent(host, { widgets: { k: true } });
  });

  it("follows the value that the script sets", async () => {
    const host = await openPage([
      { kind: "checkbox", id: "k", value: false, props: { label: "A" } },
    ]);
    host.ops({ op: "value", id: "k", value: true });
    await expect.element(page.getByRole("checkbox")).toBeChecked();
  });

  it("is named by a label that is not shown", async () => {
    await openPage([
      { kind: "checkbox", id: "k", props: { label: "Quiet", label_visibility: "collapsed" } },
    ]);
    await expect.element(page.getByRole("checkbox", { name: "Quiet" })).toBeInTheDocument();
  });
});

describe("a label that is hidden", () => {
  for (const label_visibility of ["hidden", "collapsed"]) {
    it(`still names its widget: ${label_visibility}`, async () => {
      const props = { label: "Quiet", label_visibility, options: ["A"] };
      const kinds = ["checkbox", "text_input", "number_input", "selectbox", "radio", "slider"];
      await openPage(kinds.map((kind) => ({ kind, id: kind, value: null, props })));
      for (const role of ["checkbox", "textbox", "spinbutton", "combobox", "slider"] as const) {
        await expect.element(page.getByRole(role, { name: "Quiet" })).toBeInTheDocument();
      }
      expect(await a11yProblems(document.body)).toEqual([]);
    });
  }
});

it("the box of a checkbox stands beside its label, whatever is in that", async () => {
  await openPage([
    { kind: "checkbox", id: "k", props: { label: "**Bold** :material/bolt: icon", help: "Why" } },
  ]);
  await expect.poll(() => document.querySelector(".stCheckbox .st-icon path")).not.toBeNull();
  const middle = (selector: string) => {
    const box = document.querySelector(`.stCheckbox ${selector}`)?.getBoundingClientRect();
    return box === undefined ? Number.NaN : box.top + box.height / 2;
  };
  expect(Math.abs(middle("input + span") - middle("strong"))).toBeLessThan(2);
  expect(Math.abs(middle("input + span") - middle("button"))).toBeLessThan(3);
});

describe("a radio group", () => {
  it("is moved through with the arrow keys", async () => {
    const host = await openPage([
      {
        kind: "radio",
        id: "r",
        value: [0, "Fast"],
        props: { label: "Mode", options: ["Fast", "Careful"] },
      },
    ]);
    await expect.element(page.getByRole("radiogroup", { name: "Mode" })).toBeVisible();
    await page.getByRole("radio", { name: "Fast" }).click();
    await userEvent.keyboard("{ArrowDown}");
    await expect.element(page.getByRole("radio", { name: "Careful" })).toBeChecked();
    await sent(host, { widgets: { r: [1, "Careful"] } });
  });
});

describe("a slider", () => {
  it("is moved by the keyboard and sent when the keys rest", async () => {
    const host = await openPage([
      {
        kind: "slider",
        id: "s",
        value: 20,
        props: { label: "Rows", min_value: 0, max_value: 100, step: 5 },
      },
    ]);
    const slider = page.getByRole("slider", { name: "Rows" });
    await expect.element(slider).toHaveValue("20");
    await userEvent.tab();
    slider.element().focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await sent(host, { widgets: { s: 30 } });
    expect(host.sent.filter(({ type }) => type === "rerun")).toHaveLength(1);
  });

  it("has two thumbs for a range", async () => {
    const host = await openPage([
      {
        kind: "slider",
        id: "s",
        value: [2, 8],
        props: { label: "Range", min_value: 0, max_value: 10, step: 1, format: "%d km" },
      },
    ]);
    await expect.element(page.getByTestId("stSliderThumbValue").first()).toHaveTextContent("2 km");
    page.getByRole("slider").nth(1).element().focus();
    await userEvent.keyboard("{ArrowLeft}");
    await sent(host, { widgets: { s: [2, 7] } });
  });
});

describe("the labels of a slider's thumbs", () => {
  const boxes = () =>
    page
      .getByTestId("stSliderThumbValue")
      .elements()
      .map((label) => label.getBoundingClientRect());
  const props = { label: "A", min_value: 0, max_value: 1_000_000, step: 1 };

  it("do not lie over each other, and stay inside", async () => {
    const format = "%d long unit text here";
    for (const value of [
      [0, 1],
      [500_000, 500_001],
      [999_999, 1_000_000],
    ]) {
      await openPage([{ kind: "slider", id: "s", value, props: { ...props, format } }]);
      await expect.element(page.getByTestId("stSliderThumbValue").first()).toBeVisible();
      const [low, high] = boxes();
      const slider = page.getByTestId("stSlider").element().getBoundingClientRect();
      expect(low?.left).toBeGreaterThanOrEqual(slider.left);
      expect(low?.right).toBeLessThan(high?.left ?? 0);
      expect(high?.right).toBeLessThanOrEqual(slider.right);
      await cleanup();
    }
  });

  it("follow a width that changes", async () => {
    await openPage([{ kind: "slider", id: "s", value: 1_000_000, props }]);
    await expect.element(page.getByTestId("stSliderThumbValue")).toBeVisible();
    const slider = page.getByTestId("stSlider").element();
    if (slider instanceof HTMLElement) slider.style.width = "200px";
    await expect
      .poll(() => boxes()[0]?.right)
      .toBeLessThanOrEqual(slider.getBoundingClientRect().right);
  });

  it("tell as many decimals as the step has, to ears too", async () => {
    const tiny = { label: "A", min_value: 0, max_value: 1e-5, step: 1e-5 * 0.01 };
    await openPage([{ kind: "slider", id: "s", value: 5e-6, props: tiny }]);
    await expect.element(page.getByTestId("stSliderThumbValue")).toHaveTextContent(/^0.0000050$/);
    await expect
      .element(page.getByRole("slider"))
      .toHaveAttribute("aria-valuetext", expect.stringMatching(/^0.000005/));
  });
});

describe("a slider whose value stands beside its steps", () => {
  const props = { label: "A", min_value: 0, max_value: 10, step: 3 };

  it("shows it, and goes to the next step with an arrow key", async () => {
    const host = await openPage([{ kind: "slider", id: "s", value: 5, props }]);
    const slider = page.getByRole("slider");
    await expect.element(slider).toHaveValue("5");
    slider.element().focus();
    await userEvent.keyboard("{ArrowRight}");
    await sent(host, { widgets: { s: 6 } });
    await userEvent.keyboard("{ArrowRight}");
    await sent(host, { widgets: { s: 9 } });
  });

  it("does so downwards, and with fractions", async () => {
    const fractions = { label: "A", min_value: 0, max_value: 1, step: 0.3 };
    const host = await openPage([{ kind: "slider", id: "s", value: [0.5, 0.8], props: fractions }]);
    page.getByRole("slider").nth(0).element().focus();
    await userEvent.keyboard("{ArrowRight}");
    await sent(host, { widgets: { s: [0.6, 0.8] } });
    page.getByRole("slider").nth(1).element().focus();
    await userEvent.keyboard("{ArrowLeft}");
    await sent(host, { widgets: { s: [0.6, 0.6] } });
  });
});

it("a narrow number input leaves its room to the number", async () => {
  const props = { label: "w", width: 100 };
  await openPage([
    { kind: "number_input", id: "n", value: 123_456_789, props },
    { kind: "number_input", id: "m", value: 1, props: { label: "m", width: 200 } },
    { kind: "number_input", id: "c", value: 1, props: { label: "c", width: "content" } },
  ]);
  const input = page.getByRole("spinbutton", { name: "w" });
  await expect.element(input).toBeVisible();
  const { scrollWidth, clientWidth } = input.element();
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  await expect.element(page.getByRole("button", { name: "Increase" })).toHaveLength(2);
});

describe("a number input", () => {
  const props = { label: "Amount", min_value: 0, max_value: 10, step: 0.5, format: "%.2f" };

  it("steps with buttons and arrow keys, within its limits", async () => {
    const host = await openPage([{ kind: "number_input", id: "n", value: 9.5, props }]);
    const input = page.getByRole("spinbutton", { name: "Amount" });
    await expect.element(input).toHaveValue("9.50");
    await page.getByRole("button", { name: "Increase" }).click();
    await sent(host, { widgets: { n: 10 } });
    await expect.element(page.getByRole("button", { name: "Increase" })).toBeDisabled();
    await input.click();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await sent(host, { widgets: { n: 9 } });
  });

  it("takes what was typed at Enter, and refuses what is outside", async () => {
    const host = await openPage([
      { kind: "number_input", id: "n", value: 1, props: { ...props, value: 1 } },
    ]);
    const input = page.getByRole("spinbutton", { name: "Amount" });
    await input.fill("3.25");
    await expect.element(page.getByText("Press Enter to apply")).toBeVisible();
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { n: 3.25 } });
    await input.fill("99");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert")).toHaveTextContent("Must be at most 10.");
    expect(host.sent.at(-1)).toMatchObject({ widgets: { n: 3.25 } });
  });
});

describe("a number input for integers", () => {
  const props = { label: "Count", step: 1, integer: true, value: 0 };
  const BIG = 9007199254740993n;

  it("shows, steps and sends those beyond 2^53 exactly", async () => {
    const host = await openPage([{ kind: "number_input", id: "n", value: BIG, props }]);
    const input = page.getByRole("spinbutton", { name: "Count" });
    await expect.element(input).toHaveValue("9007199254740993");
    await input.click();
    await userEvent.keyboard("{ArrowUp}{ArrowUp}");
    await sent(host, { widgets: { n: BIG + 2n } });
    await input.fill("9223372036854775807");
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { n: 9223372036854775807n } });
    await expect.element(input).toHaveValue("9223372036854775807");
  });

  it("says what it cannot take, to everybody, and keeps what was typed", async () => {
    const host = await openPage([{ kind: "number_input", id: "n", value: 1, props }]);
    const input = page.getByRole("spinbutton", { name: "Count" });
    for (const [typed, problem] of [
      ["9223372036854775808", "Must be at most 9223372036854775807."],
      ["2.5", "Please enter a whole number."],
    ] as const) {
      await input.fill(typed);
      await userEvent.keyboard("{Enter}");
      await expect.element(page.getByRole("alert")).toHaveTextContent(problem);
      await expect.element(input).toHaveAccessibleDescription(problem);
      await expect.element(input).toHaveValue(typed);
    }
    expect(host.sent.some(({ type }) => type === "rerun")).toBe(false);
    expect(await a11yProblems(document.body)).toEqual([]);
  });
});

it("a field whose steps are tiny shows them, and says when one is too small", async () => {
  const props = { label: "Tiny", step: 1e-15, value: 0 };
  const host = await openPage([{ kind: "number_input", id: "n", value: 0, props }]);
  const input = page.getByRole("spinbutton", { name: "Tiny" });
  await input.click();
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  await expect.element(input).toHaveValue("0.000000000000002");
  await sent(host, { widgets: { n: 2e-15 } });
  await input.fill("1e6");
  await userEvent.keyboard("{Enter}{ArrowUp}");
  await expect.element(page.getByRole("alert")).toHaveTextContent("The step is too small");
});

it("a slider whose steps are tiny moves by them", async () => {
  const host = await openPage(
    [1e-15, 1e-30].map((step, at) => ({
      kind: "slider",
      id: `s${at}`,
      value: 0,
      props: { label: `S${at}`, min_value: 0, max_value: 10 * step, step },
    })),
  );
  for (const [at, step] of [1e-15, 1e-30].entries()) {
    page
      .getByRole("slider", { name: `S${at}` })
      .element()
      .focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await sent(host, { widgets: { [`s${at}`]: 2 * step } });
  }
  const shown = [...document.querySelectorAll("[data-testid=stSliderThumbValue]")];
  expect(shown.map((one) => one.textContent)).toEqual(["0.000000000000002", "2e-30"]);
});

describe("a choice", () => {
  const draw = (kind: string, options: string[], value: WireValue, more = {}): Drawn[] => [
    { kind, id: "c", value, props: { label: "City", options, index: 0, ...more } },
  ];

  it("is what it is called, wherever that stands when the options change", async () => {
    const host = await openPage(draw("radio", ["Oslo", "Rome"], [1, "Rome"]));
    await expect.element(page.getByRole("radio", { name: "Rome" })).toBeChecked();
    host.page([{ kind: "radio", id: "c", props: { label: "City", options: ["Rome", "Bern"] } }]);
    await expect.element(page.getByRole("radio", { name: "Bern" })).toBeVisible();
    await expect.element(page.getByRole("radio", { name: "Rome" })).toBeChecked();
  });

  it("of two options with one label goes by their names", async () => {
    const more = { names: ["A~1", "A~2"] };
    const host = await openPage(draw("radio", ["A", "A"], [0, "A~1"], more));
    await page.getByRole("radio").nth(1).click();
    await sent(host, { widgets: { c: [1, "A~2"] } });
    await expect.element(page.getByRole("radio").nth(1)).toBeChecked();
    await expect.element(page.getByRole("radio").nth(0)).not.toBeChecked();
  });
});

it("a click takes along a value that waits for more of it", async () => {
  const host = await openPage([
    { kind: "number_input", id: "n", value: 1, props: { label: "N", step: 1, integer: true } },
    { kind: "button", id: "b", props: { label: "Go" } },
  ]);
  await page.getByRole("button", { name: "Increase" }).click();
  await page.getByRole("button", { name: "Go" }).click();
  await vi.waitFor(() =>
    expect(host.sent.filter(({ type }) => type === "rerun").at(-1)).toMatchObject({
      triggers: { b: true },
    }),
  );
  const values = host.sent.map(({ widgets }) => JSON.stringify(widgets)).filter((w) => w !== "{}");
  expect(values).toEqual(['{"n":2}']);
});

describe("a text input", () => {
  it("sends at Enter, not before", async () => {
    const host = await openPage([
      { kind: "text_input", id: "t", value: "", props: { label: "Name", value: "", max_chars: 5 } },
    ]);
    const input = page.getByRole("textbox", { name: "Name" });
    await input.click();
    await userEvent.keyboard("Jane");
    await expect.element(page.getByTestId("InputInstructions")).toHaveTextContent("4/5");
    expect(host.sent.some(({ type }) => type === "rerun")).toBe(false);
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { t: "Jane" } });
  });

  it("sends while typing when it is live, and keeps what is typed on", async () => {
    const host = await openPage([
      { kind: "text_input", id: "t", value: "", props: { label: "Name", value: "", live: true } },
    ]);
    const input = page.getByRole("textbox", { name: "Name" });
    await input.click();
    await userEvent.keyboard("ab");
    await sent(host, { widgets: { t: "ab" } });
    await expect.element(input).toHaveValue("ab");
  });

  it("has a text once something was entered, also when it is emptied", async () => {
    const host = await openPage([
      { kind: "text_input", id: "t", value: "x", props: { label: "Name" } },
    ]);
    await page.getByRole("textbox").fill("");
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { t: "" } });
  });

  it("keeps focus and draft over a rerun that moves it", async () => {
    const field = { kind: "text_input", id: "t", value: "", props: { label: "Name", value: "" } };
    const host = await openPage([field]);
    const input = page.getByRole("textbox", { name: "Name" });
    await input.click();
    await userEvent.keyboard("dra");
    host.page([{ kind: "text", props: { body: "above" } }, field]);
    await expect.element(page.getByText("above")).toBeVisible();
    await expect.element(input).toHaveFocus();
    await userEvent.keyboard("ft");
    await expect.element(input).toHaveValue("draft");
  });
});

describe("a widget that a run moves", () => {
  const text = (body: string) => ({ kind: "text", props: { body } });
  const field = (id: string) => ({
    kind: "text_input",
    id,
    value: "",
    props: { label: id, value: "" },
  });
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));

  /** Draws the nodes one by one, as a slow script does. */
  async function slowly(host: FakeHost, nodes: readonly Drawn[]) {
    host.runStarted();
    for (const [index, node] of nodes.entries()) {
      host.ops(host.put([0, index], node), ...host.opsOf([0, index], node.children ?? []));
      await frame();
    }
    host.ops({ op: "trim", path: [0], len: nodes.length });
    host.runFinished();
    await frame();
  }

  async function heldField(host: FakeHost) {
    const input = page.getByRole("textbox", { name: "T" });
    await input.click();
    await userEvent.keyboard("half");
    const element = input.element();
    await slowly(host, [text("a"), text("b"), field("T"), field("U")]);
    return element;
  }

  it("stays the same element, down and up, while its page comes piece by piece", async () => {
    const host = await openPage([text("a"), field("T"), field("U")]);
    const element = await heldField(host);
    expect(document.activeElement).toBe(element);
    await slowly(host, [field("T"), field("U")]);
    expect(document.activeElement).toBe(element);
    expect(page.getByRole("textbox").elements()).toHaveLength(2);
    await slowly(host, [text("a"), text("b"), field("U"), field("T")]);
    expect(document.activeElement).toBe(element);
    await userEvent.keyboard(" done");
    expect(element).toHaveProperty("value", "half done");
  });

  it("stays the same element within columns that move", async () => {
    const columns = {
      kind: "columns",
      props: { spec: [1] },
      children: [{ kind: "column", props: { weight: 1 }, children: [field("T")] }],
    };
    const host = await openPage([text("a"), columns]);
    const input = page.getByRole("textbox", { name: "T" });
    await input.click();
    const element = input.element();
    await slowly(host, [text("a"), text("b"), columns]);
    expect(document.activeElement).toBe(element);
    await slowly(host, [columns]);
    expect(document.activeElement).toBe(element);
    expect(page.getByRole("textbox").elements()).toEqual([element]);
  });

  it("has the focus again when it went into another container", async () => {
    const boxed = (...children: Drawn[]) => ({ kind: "container", props: {}, children });
    const host = await openPage([boxed(field("T"))]);
    await page.getByRole("textbox", { name: "T" }).click();
    await slowly(host, [boxed(field("V")), boxed(text("x"), field("T"))]);
    await expect.element(page.getByRole("textbox", { name: "T" })).toHaveFocus();
    await slowly(host, [text("a"), text("b"), text("c"), boxed(field("T"))]);
    await expect.element(page.getByRole("textbox", { name: "T" })).toHaveFocus();
  });

  it("is gone when the run that did not draw it is over", async () => {
    const host = await openPage([text("a"), field("T"), field("U")]);
    await slowly(host, [text("a"), text("b"), field("U")]);
    await expect.element(page.getByRole("textbox")).toHaveLength(1);
    expect(page.getByRole("textbox", { name: "T" }).elements()).toEqual([]);
  });
});

describe("a selectbox", () => {
  const props = {
    label: "City",
    options: ["Paris", "Oslo", "New York"],
    filter_mode: "fuzzy",
    index: 0,
  };

  it("opens at a click with all options and takes the chosen one", async () => {
    const host = await openPage([{ kind: "selectbox", id: "c", value: [0, "Paris"], props }]);
    const box = page.getByRole("combobox", { name: "City" });
    await expect.element(box).toHaveValue("Paris");
    await box.click();
    await expect.element(page.getByRole("option")).toHaveLength(3);
    await page.getByRole("option", { name: "Oslo" }).click();
    await expect.element(box).toHaveValue("Oslo");
    await sent(host, { widgets: { c: [1, "Oslo"] } });
  });

  it("searches while typing", async () => {
    const host = await openPage([{ kind: "selectbox", id: "c", value: [0, "Paris"], props }]);
    const box = page.getByRole("combobox", { name: "City" });
    await box.fill("york");
    await expect.element(page.getByRole("option")).toHaveLength(1);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await expect.element(box).toHaveValue("New York");
    await sent(host, { widgets: { c: [2, "New York"] } });
  });

  it("takes a new option when it may", async () => {
    const host = await openPage([
      {
        kind: "selectbox",
        id: "c",
        value: [0, "Paris"],
        props: { ...props, accept_new_options: true },
      },
    ]);
    await page.getByRole("combobox").fill("Rome");
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { c: "Rome" } });
  });

  it("takes the first match at Enter, and the list closes", async () => {
    const host = await openPage([{ kind: "selectbox", id: "c", value: [0, "Paris"], props }]);
    const box = page.getByRole("combobox", { name: "City" });
    await box.click();
    await box.fill("os");
    await expect.element(page.getByRole("option")).toHaveLength(1);
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { c: [1, "Oslo"] } });
    await expect.element(box).toHaveValue("Oslo");
    await expect.element(page.getByRole("listbox")).not.toBeInTheDocument();
    await box.fill("nothing like it");
    await userEvent.keyboard("{Enter}");
    await expect.element(box).toHaveValue("Oslo");
    await expect.element(page.getByRole("listbox")).not.toBeInTheDocument();
  });

  it("prefers an option that matches to a new one, which stands last", async () => {
    const host = await openPage([
      {
        kind: "selectbox",
        id: "c",
        value: [0, "Paris"],
        props: { ...props, accept_new_options: true },
      },
    ]);
    const box = page.getByRole("combobox");
    await box.fill("Os");
    await expect.element(page.getByRole("option").nth(1)).toHaveTextContent("Add “Os”");
    await userEvent.keyboard("{Enter}");
    await sent(host, { widgets: { c: [1, "Oslo"] } });
    await box.fill("Os");
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await sent(host, { widgets: { c: "Os" } });
    await expect.element(page.getByRole("listbox")).not.toBeInTheDocument();
    await expect.element(box).toHaveValue("Os");
  });

  it("does not take half a new option when it is left", async () => {
    const host = await openPage([
      { kind: "selectbox", id: "c", value: "Bonn", props: { ...props, accept_new_options: true } },
    ]);
    const box = page.getByRole("combobox");
    await box.fill("Ber");
    await userEvent.keyboard("{Escape}");
    await expect.element(box).toHaveValue("Bonn");
    expect(host.sent.some(({ type }) => type === "rerun")).toBe(false);
  });

  it("stays closed when the script sets another value", async () => {
    const host = await openPage([{ kind: "selectbox", id: "c", value: [0, "Paris"], props }]);
    const box = page.getByRole("combobox");
    await box.click();
    await page.getByRole("option", { name: "Oslo" }).click();
    host.ops({ op: "value", id: "c", value: null });
    await expect.element(box).toHaveValue("");
    await expect.element(page.getByRole("listbox")).not.toBeInTheDocument();
    await new Promise((done) => setTimeout(done, 100));
    expect(page.getByRole("listbox").elements()).toEqual([]);
  });

  it("draws only what is in sight of many options", async () => {
    const options = Array.from({ length: 5000 }, (_, index) => `Option ${index}`);
    await openPage([{ kind: "selectbox", id: "c", value: null, props: { ...props, options } }]);
    await page.getByRole("combobox").click();
    await expect.element(page.getByRole("option").first()).toBeVisible();
    expect(page.getByRole("option").elements().length).toBeLessThan(60);
  });
});

it("widgets are disabled while the host is away", async () => {
  const host = await openPage([{ kind: "checkbox", id: "k", value: true, props: { label: "A" } }]);
  await expect.element(page.getByRole("checkbox")).toBeEnabled();
  host.disconnect();
  await expect.element(page.getByRole("checkbox")).toBeDisabled();
  await expect
    .element(page.getByTestId("stConnectionStatus"))
    .toHaveTextContent("Connection lost. What you see may be out of date.");
  const view = page.getByTestId("stAppViewContainer").element();
  await expect.poll(() => Number(getComputedStyle(view).opacity)).toBeLessThan(0.6);
  host.connect({ reset: false });
  await expect.element(page.getByRole("checkbox")).toBeEnabled();
  await expect.element(page.getByTestId("stConnectionStatus")).not.toBeInTheDocument();
  await expect.poll(() => getComputedStyle(view).opacity).toBe("1");
});

it("a click on what is written beside a mark is one on the mark", async () => {
  const host = await openPage([
    {
      kind: "radio",
      id: "r",
      value: [0, "Tea"],
      props: { label: "Drink", options: ["Tea", "Mate"] },
    },
    { kind: "checkbox", id: "k", value: false, props: { label: "With milk" } },
  ]);
  // Only what nothing lies upon is clicked.
  await page.getByText("Mate").click();
  await sent(host, { widgets: { r: [1, "Mate"] } });
  await page.getByText("With milk").click();
  await sent(host, { widgets: { k: true } });
  await page.getByRole("radio", { name: "Tea" }).click();
  await sent(host, { widgets: { r: [0, "Tea"] } });
});

it("Escape clears what may be empty, and nothing else", async () => {
  const options = ["Paris", "Oslo"];
  const host = await openPage([
    { kind: "number_input", id: "n", value: 5, props: { label: "Free" } },
    { kind: "number_input", id: "m", value: 5, props: { label: "Full", value: 1 } },
    { kind: "selectbox", id: "c", value: [1, "Oslo"], props: { label: "City", options } },
    { kind: "selectbox", id: "d", value: [1, "Oslo"], props: { label: "Town", options, index: 0 } },
  ]);
  await page.getByRole("spinbutton", { name: "Free" }).click();
  await userEvent.keyboard("{Escape}");
  await sent(host, { widgets: { n: null } });
  await page.getByRole("spinbutton", { name: "Full" }).click();
  await userEvent.keyboard("7{Escape}");
  await expect.element(page.getByRole("spinbutton", { name: "Full" })).toHaveValue("5");
  const city = page.getByRole("combobox", { name: "City" });
  await city.click();
  await expect.element(page.getByRole("listbox")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  // The first one has only closed the list.
  await expect.element(city).toHaveValue("Oslo");
  await userEvent.keyboard("{Escape}");
  await expect.element(city).toHaveValue("");
  await sent(host, { widgets: { c: null } });
  const town = page.getByRole("combobox", { name: "Town" });
  await town.click();
  await userEvent.keyboard("{Escape}{Escape}");
  await expect.element(town).toHaveValue("Oslo");
  expect(host.sent.filter(({ type }) => type === "rerun")).toHaveLength(2);
});
