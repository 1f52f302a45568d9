import { encode } from "@msgpack/msgpack";
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { completed } from "../testing/defaults";
import { openPage } from "../testing/page";

const APP = page.getByTestId("stApp");

it("the app tells its state", async () => {
  const host = await openPage();
  await expect.element(APP).toHaveAttribute("data-test-connection-state", "CONNECTED");
  await expect.element(APP).toHaveAttribute("data-test-script-state", "initial");
  host.runStarted();
  await expect.element(APP).toHaveAttribute("data-test-script-state", "running");
  host.runFinished();
  await expect.element(APP).toHaveAttribute("data-test-script-state", "notRunning");
});

it("r reruns, but not while typing", async () => {
  const host = await openPage([
    { kind: "text_input", id: "t", value: "", props: { label: "T", value: "" } },
  ]);
  await page.getByRole("textbox").click();
  await userEvent.keyboard("r");
  expect(host.sent.some(({ type }) => type === "rerun")).toBe(false);
  await page.getByTestId("stMain").element().focus();
  host.sent.length = 0;
  await userEvent.keyboard("r");
  await vi.waitFor(() => expect(host.sent.at(-1)?.type).toBe("rerun"));
});

it("c asks before it clears the caches", async () => {
  const host = await openPage([{ kind: "text", props: { body: "x" } }]);
  await userEvent.keyboard("c");
  await expect.element(page.getByRole("dialog", { name: "Clear caches" })).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await vi.waitFor(() => expect(host.sent.at(-1)).toEqual({ type: "clear_cache" }));
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
});

it("the menu reruns and opens the settings", async () => {
  const host = await openPage();
  await page.getByRole("button", { name: "Main menu" }).click();
  await page.getByRole("menuitem", { name: "Rerun" }).click();
  await vi.waitFor(() => expect(host.sent.at(-1)?.type).toBe("rerun"));
  await page.getByRole("button", { name: "Main menu" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "Dark" }).click();
  await expect.poll(() => document.documentElement.dataset.theme).toBe("dark");
  await page.getByRole("radio", { name: "Light" }).click();
});

it("a viewer's page offers no caches and no run on save", async () => {
  const host = await openPage([{ kind: "text", props: { body: "x" } }], 0, "viewer");
  const items = async () => {
    await page.getByRole("button", { name: "Main menu" }).click();
    await expect.element(page.getByRole("menu")).toBeVisible();
    return page
      .getByRole("menuitem")
      .elements()
      .map((item) => item.textContent?.trim());
  };
  expect(await items()).toEqual(["Rerun r", "Settings", "Print", "About"]);
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expect.element(page.getByLabelText("Wide mode")).toBeVisible();
  await expect.element(page.getByLabelText("Run on save")).not.toBeInTheDocument();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  host.say({ type: "source_changed" });
  await expect.element(page.getByRole("button", { name: "Rerun" })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Always rerun" })).not.toBeInTheDocument();
  await userEvent.keyboard("ca");
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  expect(host.sent.map(({ type }) => type)).toEqual(["hello"]);
});

it("a minimal menu holds what the script sets, and is not there without it", async () => {
  const host = await openPage([{ kind: "text", props: { body: "x" } }], 0, "minimal");
  const menu = page.getByRole("button", { name: "Main menu" });
  const config = { title: null, icon: null, layout: null, initial_sidebar_state: null };
  await expect.element(page.getByText("x")).toBeVisible();
  await expect.element(menu).not.toBeInTheDocument();
  host.say({
    type: "page_config",
    ...config,
    menu_items: { "Get help": "https://example.org/help", About: null },
  });
  await menu.click();
  await expect.element(page.getByRole("menuitem", { name: "Get help" })).toBeVisible();
  expect(page.getByRole("menuitem").elements()).toHaveLength(1);
  await userEvent.keyboard("{Escape}");
  await userEvent.keyboard("c");
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
});

it("a long run can be stopped", async () => {
  const host = await openPage();
  host.runStarted();
  await page.getByRole("button", { name: "Stop" }).click();
  expect(host.sent.at(-1)).toEqual({ type: "stop" });
  await expect.element(APP).toHaveAttribute("data-test-script-state", "stopRequested");
});

it("a changed source offers a rerun, now or always", async () => {
  const host = await openPage();
  host.say({ type: "source_changed" });
  await page.getByRole("button", { name: "Always rerun" }).click();
  expect(host.sent.slice(-2).map(({ type }) => type)).toEqual(["set_run_on_save", "rerun"]);
});

it("a compile error stands above the last good page", async () => {
  const host = await openPage([{ kind: "text", props: { body: "good" } }]);
  host.say({ type: "compile_error", error: { type: "Syntax error", message: "';' expected" } });
  await expect
    .element(page.getByTestId("stException"))
    .toHaveTextContent("Syntax error: ';' expected");
  await expect.element(page.getByText("good")).toBeVisible();
  await expect.element(APP).toHaveAttribute("data-test-script-state", "compilationError");
});

it("a frame that cannot be read is told, and the page stays", async () => {
  const host = await openPage([{ kind: "text", props: { body: "good" } }]);
  host.raw(new Uint8Array([0xc1]));
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("could not read what the host sent");
  await expect.element(page.getByText("good")).toBeVisible();
});

it("the script's page config reaches the tab and the layout", async () => {
  const host = await openPage([{ kind: "text", props: { body: "x" } }]);
  host.say({
    type: "page_config",
    title: "Sales",
    icon: "📈",
    layout: "wide",
    initial_sidebar_state: null,
    menu_items: null,
  });
  await expect.poll(() => document.title).toBe("Sales");
  await expect.element(page.getByTestId("stMainBlockContainer")).toHaveAttribute("data-wide");
});

it("an icon that the page may not load leaves the one it has", async () => {
  const link = document.createElement("link");
  link.rel = "icon";
  link.href = "data:,";
  document.head.prepend(link);
  const host = await openPage();
  const config = { title: null, layout: null, initial_sidebar_state: null, menu_items: null };
  host.say({ type: "page_config", icon: "📈", ...config });
  await expect.poll(() => link.href).toContain("svg");
  const own = link.href;
  host.say({ type: "page_config", icon: "https://example.org/icon.png", ...config, title: "x" });
  await expect.poll(() => document.title).toBe("x");
  await new Promise((done) => setTimeout(done, 50));
  expect(link.href).toBe(own);
  link.remove();
});

it("the sidebar closes and opens again", async () => {
  await openPage([{ kind: "text", props: { body: "aside" } }], 1);
  await expect.element(page.getByText("aside")).toBeVisible();
  await page.getByRole("button", { name: "Close sidebar" }).click();
  await expect.element(page.getByText("aside")).not.toBeVisible();
  await page.getByRole("button", { name: "Open sidebar" }).click();
  await expect.element(page.getByText("aside")).toBeVisible();
});

for (const [item, title] of [
  ["Settings", "Settings"],
  ["About", "About"],
  ["Cache statistics", "Cache statistics"],
  ["Clear cache", "Clear caches"],
] as const) {
  it(`the menu button has the focus after the dialog of ${item}`, async () => {
    await openPage();
    const button = page.getByRole("button", { name: "Main menu" });
    await button.click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect.element(page.getByRole("dialog", { name: title })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
    await expect.element(button).toHaveFocus();
  });
}

it("a dialog that a key opened gives the focus back to what had it", async () => {
  await openPage([{ kind: "button", id: "b", props: { label: "Go" } }]);
  page.getByRole("button", { name: "Go" }).element().focus();
  await userEvent.keyboard("c");
  await expect.element(page.getByRole("dialog")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("button", { name: "Go" })).toHaveFocus();
});

for (const width of [400, 1000]) {
  it(`the focus goes along with the sidebar at ${width} px`, async () => {
    await page.viewport(width, 800);
    await openPage([{ kind: "text", props: { body: "aside" } }], 1);
    const close = page.getByRole("button", { name: "Close sidebar" });
    const open = page.getByRole("button", { name: "Open sidebar" });
    if (width === 1000) await close.click();
    await open.click();
    await expect.element(close).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(open).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(close).toHaveFocus();
    if (width === 400) {
      await userEvent.keyboard("{Escape}");
      await expect.element(open).toHaveFocus();
    }
    await page.viewport(1000, 800);
  });
}

it("what a run has not drawn again is marked as stale", async () => {
  const host = await openPage([
    { kind: "text", props: { body: "one" } },
    { kind: "text", props: { body: "two" } },
  ]);
  host.runStarted();
  host.ops({ op: "fresh", path: [0], len: 1 });
  const element = page.getByTestId("stElementContainer");
  await expect.element(element.nth(0)).toHaveAttribute("data-stale", "false");
  await expect.element(element.nth(1)).toHaveAttribute("data-stale", "true");
  host.runFinished();
  await expect.element(element.nth(1)).toHaveAttribute("data-stale", "false");
});

it("a first run that waits shows a skeleton, until it draws or ends", async () => {
  const host = await openPage();
  const skeleton = page.getByTestId("stAppSkeleton");
  const main = page.getByTestId("stMain");
  host.runStarted();
  await expect.element(APP).toHaveAttribute("data-test-script-state", "running");
  await expect.element(skeleton).toBeInTheDocument();
  await expect.element(main).toHaveAttribute("aria-busy", "true");
  host.ops(...host.opsOf([0], [{ kind: "text", props: { body: "first" } }]));
  await expect.element(page.getByText("first")).toBeVisible();
  await expect.element(skeleton).not.toBeInTheDocument();
  await expect.element(main).not.toHaveAttribute("aria-busy");
});

it("an empty page does not get a skeleton once a run has ended", async () => {
  const host = await openPage();
  host.runStarted();
  host.runFinished();
  await expect.element(APP).toHaveAttribute("data-test-script-state", "notRunning");
  await expect.element(page.getByTestId("stAppSkeleton")).not.toBeInTheDocument();
  host.runStarted();
  await expect.element(APP).toHaveAttribute("data-test-script-state", "running");
  await expect.element(page.getByTestId("stAppSkeleton")).not.toBeInTheDocument();
});

it("the skeleton appears only when a run is not quick", async () => {
  const host = await openPage();
  host.runStarted();
  const skeleton = page.getByTestId("stAppSkeleton");
  await expect.element(skeleton).toBeInTheDocument();
  const { animationDelay, animationFillMode } = getComputedStyle(skeleton.element());
  expect(animationDelay).toBe("0.3s");
  expect(animationFillMode).toBe("backwards");
});

it("a spinner is shown in place of the skeleton", async () => {
  const host = await openPage();
  host.runStarted();
  const props = encode(completed("spinner", { text: "Loading…" }));
  host.ops({ op: "transient", path: [0], items: [{ index: 0, kind: "spinner", props }] });
  await expect.element(page.getByText("Loading…")).toBeVisible();
  await expect.element(page.getByTestId("stAppSkeleton")).not.toBeInTheDocument();
});
