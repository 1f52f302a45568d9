import type { Path } from "./node";

const keyOf = (path: Path) => path.join(".");

/** What the present run has drawn so far; everything else on the page is stale. */
export class Progress {
  readonly #put: Set<string>;
  /** For a container, how many of its first children are drawn, changed or not. */
  readonly #fresh: Map<string, number>;

  private constructor(put: Set<string>, fresh: Map<string, number>) {
    this.#put = put;
    this.#fresh = fresh;
  }

  static start(): Progress {
    return new Progress(new Set(), new Map());
  }

  /** The same progress under a new identity, so that watchers look again after a change. */
  next(): Progress {
    return new Progress(this.#put, this.#fresh);
  }

  drawn(path: Path): void {
    this.#put.add(keyOf(path));
  }

  freshUpTo(container: Path, count: number): void {
    this.#fresh.set(keyOf(container), count);
  }

  isStale(path: Path): boolean {
    const place = path.at(-1) ?? 0;
    const fresh = this.#fresh.get(keyOf(path.slice(0, -1))) ?? 0;
    return place >= fresh && !this.#put.has(keyOf(path));
  }
}
