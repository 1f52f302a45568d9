import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { streamUrl, WebSocketTransport } from "./websocket";

class FakeSocket extends EventTarget {
  binaryType = "";
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(frame: unknown) {
    this.sent.push(frame);
  }
  close() {
    this.readyState = 3;
  }
  opened() {
    this.readyState = 1;
    this.onopen?.();
  }
}

let sockets: FakeSocket[];
let log: string[];
let transport: WebSocketTransport;
beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  log = [];
  vi.stubGlobal(
    "WebSocket",
    class extends FakeSocket {
      constructor() {
        super();
        sockets.push(this);
      }
    },
  );
  transport = new WebSocketTransport({ url: "ws://host/_stcore/stream" });
  transport.start({
    onOpen: () => log.push("open"),
    onFrame: (frame) => log.push(`frame ${frame.length}`),
    onState: (state) => log.push(state),
  });
});
afterEach(() => {
  transport.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("finds the stream beside the page, under any prefix", () => {
  expect(streamUrl("http://h:8501/app/?x=1#y")).toBe("ws://h:8501/app/_stcore/stream");
  expect(streamUrl("https://h/")).toBe("wss://h/_stcore/stream");
});

it("carries frames when it is open", () => {
  expect(transport.send(new Uint8Array(1))).toBe(false);
  sockets[0]?.opened();
  sockets[0]?.onmessage?.({ data: new ArrayBuffer(3) });
  expect(transport.send(new Uint8Array(1))).toBe(true);
  expect(log).toEqual(["CONNECTING", "CONNECTED", "open", "frame 3"]);
});

it("comes back fast at first, then with longer pauses up to five seconds", async () => {
  sockets[0]?.opened();
  for (const delay of [100, 200, 400, 800, 1600, 3000, 5000, 5000]) {
    const before = sockets.length;
    sockets.at(-1)?.onclose?.();
    await vi.advanceTimersByTimeAsync(delay - 1);
    expect(sockets).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(before + 1);
  }
  sockets.at(-1)?.opened();
  sockets.at(-1)?.onclose?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(sockets).toHaveLength(10);
});

it("gives up an attempt that takes too long", async () => {
  await vi.advanceTimersByTimeAsync(10_100);
  expect(sockets).toHaveLength(2);
});

it("listens to its present connection only", () => {
  sockets[0]?.opened();
  const late = sockets[0]?.onmessage;
  transport.reconnect();
  late?.({ data: new ArrayBuffer(3) });
  expect(log).not.toContain("frame 3");
});
