import { encode } from "@msgpack/msgpack";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeHost } from "../testing/fake_host";
import { Session } from "./session";

let host: FakeHost;
let session: Session;
let query: string;
beforeEach(() => {
  vi.useFakeTimers();
  host = new FakeHost();
  query = "?city=Oslo";
  session = new Session(host, {
    query: () => query,
    replaceQuery: (to) => {
      query = to;
    },
  });
  session.start();
});
afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

const status = () => session.status.get();
const kinds = () =>
  session.tree
    .root(0)
    .get()
    .children.map((child) => child?.kind);
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("the session", () => {
  it("says hello with the query, and is connected when it is welcomed", () => {
    expect(status()).toMatchObject({ connection: "INITIAL", script: "initial" });
    host.connect();
    expect(host.sent[0]).toEqual({
      type: "hello",
      protocol: 2,
      session: null,
      received: 0,
      widgets: {},
      query: "?city=Oslo",
    });
    expect(status()).toMatchObject({ connection: "CONNECTED", app: "app.rhai" });
  });

  it("has the address that the host tells, and says it when it connects again", () => {
    host.connect();
    host.say({ type: "address", query: "?city=Rome" });
    expect(query).toBe("?city=Rome");
    host.disconnect();
    host.connect({ reset: true, session: "s2" });
    expect(host.sent.at(-1)).toMatchObject({ type: "hello", query: "?city=Rome" });
  });

  it("follows a run from start to end", () => {
    host.connect();
    host.runStarted();
    expect(status().script).toBe("running");
    host.ops(...host.opsOf([0], [{ kind: "title" }]));
    host.runFinished();
    expect(status().script).toBe("notRunning");
    expect(kinds()).toEqual(["title"]);
  });

  it("sends an edit as a rerun and waits for the run", async () => {
    host.connect();
    host.page([{ kind: "slider", id: "w1", value: 3 }]);
    session.widgets.edit("w1", 7);
    await settle();
    expect(host.sent.at(-1)).toEqual({ type: "rerun", widgets: { w1: 7 }, triggers: {} });
    expect(status().script).toBe("rerunRequested");
  });

  it("resumes after a break with what it has received", () => {
    host.connect();
    host.page([{ kind: "slider", id: "w1", value: 3 }]);
    host.disconnect();
    expect(status().connection).toBe("DISCONNECTED");
    host.connect({ reset: false });
    expect(host.sent.at(-1)).toMatchObject({
      type: "hello",
      session: "s1",
      received: 4,
      widgets: { w1: 3 },
    });
    expect(kinds()).toEqual(["slider"]);
  });

  it("keeps the old page in sight after a reset until the new one comes", () => {
    host.connect();
    host.page([{ kind: "title" }, { kind: "text" }]);
    host.disconnect();
    host.connect({ reset: true, session: "s2" });
    expect(kinds()).toEqual(["title", "text"]);
    host.runStarted();
    host.ops(host.put([0, 0], { kind: "header" }));
    expect(kinds()).toEqual(["header"]);
    host.runFinished();
    expect(kinds()).toEqual(["header"]);
  });

  it("asks again for a rerun that may have been lost in the break", async () => {
    host.connect();
    host.page([{ kind: "slider", id: "w1", value: 3 }]);
    session.widgets.edit("w1", 7);
    await settle();
    host.disconnect();
    host.connect({ reset: false });
    expect(host.sent.at(-1)).toEqual({ type: "rerun", widgets: { w1: 7 }, triggers: {} });
  });

  it("sends a click again that the host has not heard, and never one that it has", async () => {
    host.connect();
    host.page([{ kind: "button", id: "b" }]);
    session.widgets.trigger("b", true);
    session.widgets.edit("w", 1);
    session.widgets.trigger("c", true);
    await settle();
    host.disconnect();
    const before = host.sent.length;
    host.connect({ reset: false, heard: 1 });
    const again = host.sent.slice(before).filter(({ type }) => type === "rerun");
    expect(again).toEqual([{ type: "rerun", widgets: { w: 1 }, triggers: { c: true } }]);
    host.disconnect();
    host.connect({ reset: true, session: "s2" });
    expect(host.sent.filter(({ type }) => type === "rerun")).toHaveLength(3);
  });

  it("sends a click that was made during a break when it is over", async () => {
    host.connect();
    host.page([{ kind: "button", id: "b" }]);
    host.disconnect();
    session.widgets.trigger("b", true);
    session.widgets.trigger("b", true);
    await settle();
    host.connect({ reset: false });
    const reruns = host.sent.filter(({ type }) => type === "rerun");
    expect(reruns.map(({ triggers }) => triggers)).toEqual([{ b: true }, { b: true }]);
  });

  it("disables widgets only when the break lasts", async () => {
    host.connect();
    host.disconnect();
    await vi.advanceTimersByTimeAsync(500);
    expect(status().usable).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(status().usable).toBe(false);
    host.connect({ reset: false });
    expect(status().usable).toBe(true);
  });

  it("waits for the next run when one was interrupted", () => {
    host.connect();
    host.runStarted();
    host.runFinished("interrupted");
    expect(status().script).toBe("rerunRequested");
    host.runStarted();
    host.runFinished();
    expect(status().script).toBe("notRunning");
  });

  it("shows a compile error over the last good page until it is healed", () => {
    host.connect();
    host.page([{ kind: "title" }]);
    host.say({ type: "compile_error", error: { type: "Syntax error", message: "';' expected" } });
    expect(status()).toMatchObject({ script: "compilationError" });
    expect(kinds()).toEqual(["title"]);
    host.say({ type: "compile_error", error: null });
    expect(status()).toMatchObject({ script: "notRunning", compileError: null });
  });

  it("keeps the page and says so when a frame does not fit", () => {
    host.connect();
    host.page([{ kind: "title" }]);
    host.raw(encode({ type: "delta", ops: [{ op: "put", path: "x" }] }));
    expect(status().protocolError).toContain("ops[0].path: expected a list");
    host.raw(new Uint8Array([0xc1]));
    expect(status().protocolError).toContain("MessagePack");
    expect(kinds()).toEqual(["title"]);
  });

  it("forgets the values of widgets that a run did not draw", () => {
    host.connect();
    host.page([{ kind: "slider", id: "w1", value: 3 }]);
    host.page([{ kind: "slider", id: "w2", value: 4 }]);
    expect(session.widgets.all()).toEqual({ w2: 4 });
  });

  it("reruns at once when the source has changed and it shall always", () => {
    host.connect();
    host.say({ type: "source_changed" });
    expect(status().sourceChanged).toBe(true);
    session.setRunOnSave(true);
    expect(host.sent.slice(-2)).toEqual([
      { type: "set_run_on_save", enabled: true },
      { type: "rerun", widgets: {}, triggers: {} },
    ]);
    expect(status()).toMatchObject({ sourceChanged: false, runOnSave: true });
  });

  it("gives up a connection that does not answer a ping", async () => {
    host.connect();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(host.sent.at(-1)).toEqual({ type: "ping" });
    host.say({ type: "pong" });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(host.sent.at(-1)).toEqual({ type: "ping" });
    await vi.advanceTimersByTimeAsync(5_000 + 10_000);
    expect(host.sent.at(-1)).toMatchObject({ type: "hello", session: "s1" });
  });
});
