import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import type { Drawn, FakeHost } from "../testing/fake_host";
import { openPage } from "../testing/page";

const FIELD: Drawn = {
  kind: "text_input",
  id: "t",
  value: "",
  props: { label: "Text", value: "" },
};
const BUTTON: Drawn = { kind: "button", id: "b", props: { label: "Go" } };
const MESSAGE: Drawn = { kind: "info", props: { body: "A message" } };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isThere = () => document.querySelector(".stAlert") !== null;

/** A page whose message comes with every rerun that changes the text. */
async function opened(): Promise<FakeHost> {
  const host = await openPage([FIELD, BUTTON]);
  await expect.element(page.getByRole("button", { name: "Go" })).toBeVisible();
  host.onSent = ({ type, widgets }) => {
    if (type === "rerun" && Object.keys(widgets ?? {}).length > 0) {
      setTimeout(() => host.page([FIELD, MESSAGE, BUTTON]), 1);
    }
  };
  return host;
}

function fire(type: string, init: PointerEventInit = {}, target: EventTarget = button()): void {
  const options = { bubbles: true, pointerId: 1, pointerType: "mouse", isPrimary: true, ...init };
  target.dispatchEvent(new PointerEvent(type, options));
}

function button(): HTMLElement {
  const found = document.querySelector<HTMLElement>("[data-testid=stBaseButton-secondary]");
  if (found === null) throw new Error("no button");
  return found;
}

const message = (host: FakeHost) => host.page([FIELD, MESSAGE, BUTTON]);

it("nothing moves while the mouse is held, and what came is there when it is let go", async () => {
  const host = await opened();
  fire("pointerdown");
  message(host);
  await pause(100);
  expect(isThere()).toBe(false);
  fire("pointerup");
  fire("click");
  expect(isThere(), "the handlers of the click come first").toBe(false);
  await vi.waitFor(() => expect(isThere()).toBe(true));
  await vi.waitFor(() =>
    expect(host.sent.at(-1)).toEqual({ type: "rerun", widgets: {}, triggers: { b: true } }),
  );
});

it("nothing moves between a finger's lift and its click", async () => {
  const host = await opened();
  fire("pointerdown", { pointerType: "touch" });
  message(host);
  fire("pointerup", { pointerType: "touch" });
  await pause(60);
  expect(isThere()).toBe(false);
  fire("click", { pointerType: "touch" });
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 150 });
});

it("a finger that scrolls or is lifted without a click holds nothing", async () => {
  const host = await opened();
  fire("pointerdown", { pointerType: "touch" });
  message(host);
  fire("pointercancel", { pointerType: "touch" });
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 200 });
  fire("pointerdown", { pointerType: "touch" });
  host.page([FIELD, BUTTON]);
  fire("pointerup", { pointerType: "touch" });
  await vi.waitFor(() => expect(isThere()).toBe(false), { timeout: 600 });
});

it("a press whose end nobody sees, and a long one, stop the page for a second at most", async () => {
  const host = await opened();
  fire("pointerdown");
  message(host);
  await pause(500);
  expect(isThere()).toBe(false);
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 1000 });
  host.page([FIELD, BUTTON]);
  // The hold is over until the next press.
  await vi.waitFor(() => expect(isThere()).toBe(false), { timeout: 200 });
});

it("a window that loses the focus lets go", async () => {
  const host = await opened();
  fire("pointerdown");
  message(host);
  window.dispatchEvent(new FocusEvent("blur"));
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 200 });
});

it("the space bar holds the page on a button and not in a field", async () => {
  const host = await opened();
  const key = (type: string, target: EventTarget | null) =>
    target?.dispatchEvent(new KeyboardEvent(type, { key: " ", bubbles: true }));
  key("keydown", button());
  message(host);
  await pause(50);
  expect(isThere()).toBe(false);
  key("keyup", button());
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 200 });
  key("keydown", document.querySelector("input"));
  host.page([FIELD, BUTTON]);
  await vi.waitFor(() => expect(isThere()).toBe(false), { timeout: 200 });
});

it("what a field says of its text does not move the page under the pointer", async () => {
  const required = { ...FIELD, props: { label: "Text", value: "", required: true } };
  await openPage([required, BUTTON]);
  await expect.element(page.getByRole("button", { name: "Go" })).toBeVisible();
  const field = document.querySelector<HTMLElement>("input");
  field?.focus();
  const before = button().getBoundingClientRect().top;
  fire("pointerdown");
  field?.blur();
  await pause(50);
  expect(button().getBoundingClientRect().top).toBe(before);
  fire("pointerup");
  await vi.waitFor(() => expect(page.getByRole("alert").elements()).toHaveLength(1));
});
