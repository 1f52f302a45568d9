import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Widgets } from "./widgets";

let sent: ReturnType<Widgets["takeEdits"]>;
let widgets: Widgets;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  widgets = new Widgets(() => sent.push(...widgets.takeEdits()));
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

it("sends the edits of one moment together, and only those", async () => {
  widgets.receive("a", 1);
  widgets.receive("b", 2);
  widgets.edit("a", 5);
  widgets.trigger("go", true);
  await settle();
  expect(sent).toEqual([{ widgets: { a: 5 }, triggers: { go: true } }]);
  expect(widgets.signal("a").get()).toBe(5);
});

it("sends every click by itself, with the edits before it and not those after it", async () => {
  widgets.edit("a", 1);
  widgets.trigger("go", true);
  widgets.trigger("go", true);
  widgets.edit("a", 2);
  widgets.trigger("stop", true);
  widgets.edit("a", 3);
  await settle();
  expect(sent).toEqual([
    { widgets: { a: 1 }, triggers: { go: true } },
    { widgets: {}, triggers: { go: true } },
    { widgets: { a: 2 }, triggers: { stop: true } },
    { widgets: { a: 3 }, triggers: {} },
  ]);
});

it("does not let a click go before an edit that still waits", async () => {
  widgets.edit("a", 1, 200);
  widgets.trigger("go", true);
  await settle();
  expect(sent).toEqual([{ widgets: { a: 1 }, triggers: { go: true } }]);
  await vi.advanceTimersByTimeAsync(300);
  expect(sent).toHaveLength(1);
});

it("waits until a delayed edit is followed by no other", async () => {
  widgets.edit("a", 1, 200);
  await vi.advanceTimersByTimeAsync(150);
  widgets.edit("a", 2, 200);
  await vi.advanceTimersByTimeAsync(150);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(60);
  expect(sent).toEqual([{ widgets: { a: 2 }, triggers: {} }]);
});

it("does not send a waiting edit with another widget's", async () => {
  widgets.edit("slow", 1, 200);
  widgets.edit("quick", 2);
  await settle();
  expect(sent).toEqual([{ widgets: { quick: 2 }, triggers: {} }]);
  await vi.advanceTimersByTimeAsync(200);
  expect(sent[1]).toEqual({ widgets: { slow: 1 }, triggers: {} });
});

it("lets the host's word win over an edit that was not sent", async () => {
  widgets.edit("a", 1, 200);
  widgets.receive("a", 9);
  await vi.advanceTimersByTimeAsync(300);
  expect(sent).toEqual([]);
  expect(widgets.signal("a").get()).toBe(9);
});

it("sends nothing when the value stays the same", async () => {
  widgets.receive("range", [1, 2]);
  widgets.edit("range", [1, 2]);
  await settle();
  expect(sent).toEqual([]);
});

it("holds every value for a host that lost them, and forgets widgets that are gone", () => {
  widgets.receive("a", 1);
  widgets.receive("b", null);
  expect(widgets.all()).toEqual({ a: 1, b: null });
  widgets.retain(new Set(["b"]));
  expect(widgets.all()).toEqual({ b: null });
  widgets.reset();
  expect(widgets.all()).toEqual({});
});
