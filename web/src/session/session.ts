import { ValidationError } from "../protocol/check";
import { decodeMessage, encodeMessage, PROTOCOL } from "../protocol/codec";
import { Signal } from "../store/signal";
import { Tree } from "../store/tree";
import { type Edits, Widgets } from "../store/widgets";
import type { ConnectionState, Transport } from "../transport/transport";
import type {
  BackMsg,
  ForwardMsg,
  Op,
  Outcome,
  PageConfig,
  Report,
  Toolbar,
} from "../wire/elements";
import type { Address } from "./address";
import { NO_PRESS, type Press } from "./press";

/** The names are those of `data-test-script-state`. */
export type ScriptState =
  | "initial"
  | "running"
  | "notRunning"
  | "rerunRequested"
  | "stopRequested"
  | "compilationError";

export interface SessionStatus {
  readonly connection: ConnectionState;
  /** False when the connection has been lost for a moment: widgets are disabled. */
  readonly usable: boolean;
  readonly script: ScriptState;
  /** Whether a run has come to its end since the page was opened: an empty page is then meant to be so. */
  readonly settled: boolean;
  readonly app: string;
  readonly version: string;
  /** What the page offers besides the app; the host refuses what it does not. */
  readonly toolbar: Toolbar;
  readonly runOnSave: boolean;
  readonly sourceChanged: boolean;
  readonly compileError: Report | null;
  /** A frame of the host that this page could not read. */
  readonly protocolError: string | null;
  readonly config: PageConfig;
}

const PING_INTERVAL = 20_000;
const PONG_TIMEOUT = 10_000;
/** A break shorter than this, such as a quick restart of the host, does not disturb the user. */
const LOSS_GRACE = 800;

const INITIAL: SessionStatus = {
  connection: "INITIAL",
  usable: true,
  script: "initial",
  settled: false,
  app: "",
  version: "",
  toolbar: "viewer",
  runOnSave: false,
  sourceChanged: false,
  compileError: null,
  protocolError: null,
  config: { title: null, icon: null, layout: null, initial_sidebar_state: null, menu_items: null },
};

/** One session of one tab: applies what the host says, and says what the user did. */
export class Session {
  readonly tree = new Tree();
  readonly widgets = new Widgets(() => this.#sendEdits());
  readonly status = new Signal<SessionStatus>(INITIAL);
  readonly #transport: Transport;
  readonly #address: Address;
  readonly #press: Press;
  /** Frames that came while the user was pressing something. */
  #waiting: Uint8Array[] = [];
  /** What the page itself has put off meanwhile. */
  #putOff: (() => void)[] = [];
  #session: string | null = null;
  /** How many reruns this session was asked for, and the last of them that it may not have heard yet. */
  #asked = 0;
  #unheard: (BackMsg & { type: "rerun" })[] = [];
  #received = 0;
  /** The host lost the session: what is drawn goes when the first of the new page comes. */
  #forgetOnDraw = false;
  #ping: ReturnType<typeof setTimeout> | undefined;
  #loss: ReturnType<typeof setTimeout> | undefined;

  constructor(transport: Transport, address: Address, press: Press = NO_PRESS) {
    this.#transport = transport;
    this.#address = address;
    this.#press = press;
  }

  start(): void {
    this.#press.onRelease(() => this.#catchUp());
    this.#transport.start({
      onOpen: () => {
        // What came over the former connection belongs before the first frame of this one.
        this.#catchUp();
        this.#hello();
      },
      onFrame: (frame) => {
        this.#watch();
        // Nothing moves under a pressed pointer: its click would be lost, or go to something else.
        if (this.#press.isDown() || this.#waiting.length > 0) this.#waiting.push(frame);
        else this.#frame(frame);
      },
      onState: (connection) => {
        clearTimeout(this.#ping);
        // Connected is only who was welcomed.
        if (connection === "CONNECTED") return;
        this.#update({ connection });
        this.#loss ??= setTimeout(() => this.#update({ usable: false }), LOSS_GRACE);
      },
    });
  }

  stop(): void {
    clearTimeout(this.#ping);
    clearTimeout(this.#loss);
    this.#transport.stop();
  }

  /** Runs the script again, with every value that the page holds. */
  rerun(): void {
    for (const { widgets, triggers } of this.widgets.takeEdits())
      this.#sendRerun(widgets, triggers);
    this.#sendRerun(this.widgets.all());
  }

  stopRun(): void {
    if (this.#send({ type: "stop" })) this.#update({ script: "stopRequested" });
  }

  clearCache(): void {
    if (this.#send({ type: "clear_cache" })) this.#update({ script: "rerunRequested" });
  }

  setRunOnSave(enabled: boolean): void {
    if (!this.#send({ type: "set_run_on_save", enabled })) return;
    this.#update({ runOnSave: enabled });
    if (enabled && this.status.get().sourceChanged) this.#sendRerun();
  }

  dismissSourceChanged(): void {
    this.#update({ sourceChanged: false });
  }

  dismissProtocolError(): void {
    this.#update({ protocolError: null });
  }

  /** Tries to connect now instead of waiting for the next attempt. */
  retry(): void {
    if (this.status.get().connection !== "CONNECTED") this.#transport.reconnect();
  }

  #hello(): void {
    this.#send({
      type: "hello",
      protocol: PROTOCOL,
      session: this.#session,
      received: this.#received,
      widgets: this.widgets.all(),
      query: this.#address.query(),
    });
    this.#watch();
  }

  /** Whether the user is pressing something, so that nothing may move. */
  isPressed(): boolean {
    return this.#press.isDown();
  }

  /** Does what moves the page: at once, or when the user has let go of what is pressed. */
  afterPress(then: () => void): void {
    if (this.isPressed()) this.#putOff.push(then);
    else then();
  }

  #catchUp(): void {
    for (const then of this.#putOff.splice(0)) then();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) this.#frame(frame);
  }

  #frame(frame: Uint8Array): void {
    try {
      const message = decodeMessage(frame);
      this.#handle(message);
      // A frame that could not be taken is not counted, so that the host starts anew after a break.
      this.#received += 1;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#update({ protocolError: error.message });
      if (!(error instanceof ValidationError)) console.error(error);
    }
  }

  #handle(message: ForwardMsg): void {
    switch (message.type) {
      case "welcome":
        if (message.reset || message.session !== this.#session) this.#received = 0;
        // A session that is new knows nothing of what the former one was asked for.
        if (message.session !== this.#session) {
          this.#unheard = [];
          this.#asked = 0;
        }
        this.#session = message.session;
        this.#forgetOnDraw = message.reset;
        clearTimeout(this.#loss);
        this.#loss = undefined;
        this.#update({
          connection: "CONNECTED",
          usable: true,
          app: message.app,
          version: message.version,
          toolbar: message.toolbar,
          runOnSave: message.run_on_save,
          protocolError: null,
          // What still holds of these, the host says again.
          sourceChanged: false,
          compileError: null,
          script: this.#settled(),
        });
        // What was asked for just before the break may never have arrived.
        this.#heard(message.heard);
        this.#asked = message.heard + this.#unheard.length;
        for (const rerun of this.#unheard) this.#send(rerun);
        this.#sendEdits();
        return;
      case "page_config": {
        const { type: _, ...config } = message;
        this.#update({ config });
        return;
      }
      case "address":
        this.#address.replaceQuery(message.query);
        return;
      case "run_started":
        this.#heard(message.heard);
        this.tree.runStarted();
        this.#update({ script: "running", sourceChanged: false });
        return;
      case "delta":
        this.#forget();
        this.#apply(message.ops);
        return;
      case "run_finished":
        this.#forget();
        this.#finished(message.outcome);
        return;
      case "source_changed":
        this.#update({ sourceChanged: true });
        return;
      case "compile_error":
        this.#update({
          compileError: message.error,
          script: message.error === null ? this.#settled() : "compilationError",
        });
        return;
      case "pong":
        return;
    }
  }

  #settled(): ScriptState {
    const { script } = this.status.get();
    return script === "compilationError" ? "notRunning" : script;
  }

  #apply(ops: readonly Op[]): void {
    this.tree.apply(ops.filter((op) => op.op !== "value"));
    for (const op of ops) if (op.op === "value") this.widgets.receive(op.id, op.value);
  }

  #finished(outcome: Outcome): void {
    // Another run follows at once: what it will not draw is still stale.
    if (outcome === "interrupted") {
      this.#update({ script: "rerunRequested" });
      return;
    }
    this.tree.runFinished();
    if (outcome === "success") this.widgets.retain(this.tree.widgetIds());
    this.#update({ settled: true });
    const { script, compileError } = this.status.get();
    if (script === "rerunRequested") return;
    this.#update({ script: compileError === null ? "notRunning" : "compilationError" });
  }

  #forget(): void {
    if (!this.#forgetOnDraw) return;
    this.#forgetOnDraw = false;
    this.tree.reset();
    this.widgets.reset();
  }

  #sendEdits(): void {
    if (this.status.get().connection !== "CONNECTED") return;
    for (const { widgets, triggers } of this.widgets.takeEdits())
      this.#sendRerun(widgets, triggers);
  }

  #sendRerun(widgets: Edits["widgets"] = {}, triggers: Edits["triggers"] = {}): void {
    const rerun = { type: "rerun", widgets, triggers } as const;
    this.#asked += 1;
    this.#unheard.push(rerun);
    if (this.#send(rerun)) this.#update({ script: "rerunRequested", sourceChanged: false });
  }

  /** The host has heard so many reruns: the others are kept, to be sent again after a break. */
  #heard(count: number): void {
    const unheard = Math.max(0, this.#asked - count);
    this.#unheard = unheard === 0 ? [] : this.#unheard.slice(-unheard);
  }

  #send(message: BackMsg): boolean {
    return this.#transport.send(encodeMessage(message));
  }

  /** A quiet connection is asked for a sign of life; without one it is given up. */
  #watch(): void {
    clearTimeout(this.#ping);
    this.#ping = setTimeout(() => {
      this.#send({ type: "ping" });
      this.#ping = setTimeout(() => this.#transport.reconnect(), PONG_TIMEOUT);
    }, PING_INTERVAL);
  }

  #update(change: Partial<SessionStatus>): void {
    const former = this.status.get();
    const next = { ...former, ...change };
    if (
      Object.entries(change).some(([name, value]) => !Object.is(value, Reflect.get(former, name)))
    ) {
      this.status.set(next);
    }
  }
}
