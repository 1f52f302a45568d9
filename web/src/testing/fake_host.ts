import { encode } from "@msgpack/msgpack";
import { isRecord } from "../protocol/check";
import { decodeExactly } from "../protocol/codec";
import type { Transport, TransportEvents } from "../transport/transport";
import type { ForwardMsg, Op, Toolbar, WireValue } from "../wire/elements";
import { completed } from "./defaults";

/** A node as a test writes it. Containers have `children`. */
export interface Drawn {
  readonly kind: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly key?: string;
  readonly value?: WireValue;
  readonly children?: readonly Drawn[];
}

type Sent = Record<string, unknown>;

/** The other end of the connection: sends what a test says, and keeps what the page has sent. */
export class FakeHost implements Transport {
  readonly sent: Sent[] = [];
  onSent: (message: Sent) => void = () => undefined;
  #events: TransportEvents | undefined;
  #hash = 1;
  #run = 0;

  start(events: TransportEvents): void {
    this.#events = events;
  }

  stop(): void {
    this.#events = undefined;
  }

  reconnect(): void {
    this.connect();
  }

  send(frame: Uint8Array): boolean {
    const message = decodeExactly(frame);
    if (isRecord(message)) {
      this.sent.push(message);
      this.onSent(message);
    }
    return true;
  }

  connect(
    welcome: { reset?: boolean; session?: string; toolbar?: Toolbar; heard?: number } = {},
  ): void {
    this.#events?.onState("CONNECTING");
    this.#events?.onState("CONNECTED");
    this.#events?.onOpen();
    this.say({
      type: "welcome",
      session: welcome.session ?? "s1",
      version: "0.1.0",
      reset: welcome.reset ?? true,
      run_on_save: false,
      app: "app.rhai",
      toolbar: welcome.toolbar ?? "developer",
      heard: welcome.heard ?? 0,
    });
  }

  disconnect(): void {
    this.#events?.onState("DISCONNECTED");
  }

  say(message: ForwardMsg): void {
    this.raw(encode(message, { useBigInt64: true }));
  }

  raw(frame: Uint8Array): void {
    this.#events?.onFrame(frame);
  }

  runStarted(): void {
    this.#run += 1;
    const heard = this.sent.filter(({ type }) => type === "rerun").length;
    this.say({ type: "run_started", run: this.#run, heard });
  }

  runFinished(outcome: "success" | "error" | "stopped" | "interrupted" = "success"): void {
    this.say({ type: "run_finished", run: this.#run, outcome });
  }

  ops(...ops: Op[]): void {
    this.say({ type: "delta", ops });
  }

  /** One whole run that draws these nodes in the root container, by default the main one. */
  page(nodes: readonly Drawn[], root = 0): void {
    this.runStarted();
    this.ops(...this.opsOf([root], nodes), { op: "trim", path: [root], len: nodes.length });
    this.runFinished();
  }

  opsOf(parent: readonly number[], nodes: readonly Drawn[]): Op[] {
    return nodes.flatMap((node, index) => {
      const path = [...parent, index];
      const ops: Op[] = [this.put(path, node)];
      if (node.id !== undefined && node.value !== undefined) {
        ops.push({ op: "value", id: node.id, value: node.value });
      }
      return [...ops, ...this.opsOf(path, node.children ?? [])];
    });
  }

  put(path: number[], { kind, props, id, key, children }: Drawn): Op {
    this.#hash += 1;
    return {
      op: "put",
      path,
      kind,
      hash: this.#hash,
      props: encode(completed(kind, props), { useBigInt64: true }),
      id: id ?? null,
      key: key ?? null,
      container: children !== undefined,
    };
  }
}
