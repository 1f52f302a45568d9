import { useEffect, useSyncExternalStore } from "react";

export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly error: Error };

/**
 * A module that is loaded when it is first needed. Unlike `React.lazy` it renders at once when
 * it is there already, and needs no boundary, which would delay the first paint.
 */
export class Lazy<T> {
  #now: Loaded<T> = { state: "loading" };
  #started: Promise<void> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #import: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.#import = load;
  }

  /** One that is there from the start. */
  static ready<T>(value: T): Lazy<T> {
    const lazy = new Lazy<T>(() => new Promise((done) => done(value)));
    lazy.#now = { state: "ready", value };
    return lazy;
  }

  get = (): Loaded<T> => this.#now;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  load = (): Promise<void> => {
    if (this.#now.state === "ready") return Promise.resolve();
    this.#started ??= this.#import().then(
      (value) => this.#settle({ state: "ready", value }),
      (error: unknown) => {
        this.#started = undefined;
        this.#settle({
          state: "failed",
          error: error instanceof Error ? error : new Error(String(error)),
        });
      },
    );
    return this.#started;
  };

  #settle(now: Loaded<T>): void {
    this.#now = now;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Watches a lazy module and starts loading it. With null nothing is needed. */
export function useLazy<T>(lazy: Lazy<T> | null): Loaded<T> {
  const now = useSyncExternalStore(lazy?.subscribe ?? idle, lazy?.get ?? nothing);
  useEffect(() => {
    if (lazy?.get().state === "loading") void lazy.load();
  }, [lazy]);
  return now;
}

const LOADING: { readonly state: "loading" } = { state: "loading" };
const nothing = () => LOADING;
const idle = () => () => undefined;
