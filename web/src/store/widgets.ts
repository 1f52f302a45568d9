import type { WireValue } from "../wire/elements";
import { Signal } from "./signal";

/** One step of the user's: values that changed, and the click that came after them. */
export interface Edits {
  widgets: Record<string, WireValue>;
  triggers: Record<string, WireValue>;
}

/**
 * The values of the widgets on the page. An edit shows at once; it goes to the host when it is
 * committed, together with all others of the same moment.
 */
export class Widgets {
  readonly #values = new Map<string, Signal<WireValue | undefined>>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #edited = new Map<string, WireValue>();
  /** Clicks that are to be sent, each with the edits before it. */
  #clicks: Edits[] = [];
  #scheduled = false;

  constructor(readonly flush: () => void) {}

  signal(id: string): Signal<WireValue | undefined> {
    let signal = this.#values.get(id);
    if (signal === undefined) {
      signal = new Signal<WireValue | undefined>(undefined);
      this.#values.set(id, signal);
    }
    return signal;
  }

  /** The host's word on a value: it wins over an edit that was not sent yet. */
  receive(id: string, value: WireValue): void {
    this.#cancel(id);
    this.#edited.delete(id);
    if (!same(this.signal(id).get(), value)) this.signal(id).set(value);
  }

  /** Takes the user's edit and sends it after `delay` milliseconds without a further one. */
  edit(id: string, value: WireValue, delay = 0): void {
    if (same(this.signal(id).get(), value) && !this.#timers.has(id)) return;
    this.signal(id).set(value);
    this.#edited.set(id, value);
    this.#cancel(id);
    if (delay === 0) this.#schedule();
    else {
      this.#timers.set(
        id,
        setTimeout(() => {
          this.#timers.delete(id);
          this.#schedule();
        }, delay),
      );
    }
  }

  /**
   * A value for one run only: a button's click. It comes after every edit that the user has made, so that none of them
   * waits any longer.
   */
  trigger(id: string, value: WireValue): void {
    for (const waiting of this.#timers.keys()) this.#cancel(waiting);
    const widgets = Object.fromEntries(this.#edited);
    this.#edited = new Map();
    this.#clicks.push({ widgets, triggers: { [id]: value } });
    this.#schedule();
  }

  /** What is to be sent, in its order, those edits left out that still wait for their delay. */
  takeEdits(): Edits[] {
    const waiting = new Map<string, WireValue>();
    const widgets: Record<string, WireValue> = {};
    for (const [id, value] of this.#edited) {
      if (this.#timers.has(id)) waiting.set(id, value);
      else widgets[id] = value;
    }
    const steps = this.#clicks;
    if (Object.keys(widgets).length > 0) steps.push({ widgets, triggers: {} });
    this.#edited = waiting;
    this.#clicks = [];
    return steps;
  }

  /** Every value the page holds, for a host that lost them. */
  all(): Record<string, WireValue> {
    const all: Record<string, WireValue> = {};
    for (const [id, signal] of this.#values) {
      const value = signal.get();
      if (value !== undefined) all[id] = value;
    }
    return all;
  }

  /** Forgets the widgets that are not on the page any more. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#values.keys()) {
      if (ids.has(id)) continue;
      this.#cancel(id);
      this.#values.delete(id);
      this.#edited.delete(id);
    }
  }

  /** Forgets every value. The signals stay, for they may have watchers. */
  reset(): void {
    for (const [id, signal] of this.#values) {
      this.#cancel(id);
      signal.set(undefined);
    }
    this.#edited.clear();
  }

  #cancel(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}

function same(left: WireValue | undefined, right: WireValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => same(item, right[index] ?? null))
    );
  }
  return Object.is(left, right);
}
