import { type ColumnLayout, columnAtX } from "./widths";

/**
 * Browsers draw elements of up to some 16 to 33 million pixels. Taller tables scroll over this
 * height, and a pixel of the scroll bar then stands for more than one of the table.
 */
export const SPACER_LIMIT = 8_000_000;
/** Rows that are drawn beyond what can be seen, so that scrolling finds them there. */
const OVERSCAN = 4;
/** The rows' layer moves in steps of as many rows; in between only a transform changes. */
const BASE_STEP = 256;

export interface Geometry {
  readonly rows: number;
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly columns: ColumnLayout;
}

/** What is drawn: rows `first` to `last` and columns alike, both without the end. */
export interface Span {
  readonly first: number;
  readonly last: number;
  /** The row from which the rows' places count. */
  readonly base: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** The elements that follow the scroll position without being rendered again. */
export interface Layers {
  readonly scroller: HTMLElement;
  readonly body: HTMLElement;
  readonly header: HTMLElement;
}

const NOTHING: Span = { first: 0, last: 0, base: 0, firstColumn: 0, lastColumn: 0 };

export function spacerHeight(rows: number, rowHeight: number): number {
  return Math.min(rows * rowHeight, SPACER_LIMIT);
}

/** Where the grid is scrolled to, and which rows and columns that shows. */
export class GridScroll {
  #layers: Layers | undefined;
  #geometry: Geometry | undefined;
  #span: Span = NOTHING;
  /** Pixels of the table above the view. */
  #offset = 0;
  #left = 0;
  /** The scroll position that we have set ourselves, and which is therefore not reported. */
  #set = 0;
  readonly #listeners = new Set<() => void>();

  span = (): Span => this.#span;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  attach(layers: Layers): () => void {
    this.#layers = layers;
    const { scroller } = layers;
    const observer = new ResizeObserver(this.refresh);
    observer.observe(scroller);
    scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    scroller.addEventListener("wheel", this.#onWheel, { passive: false });
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", this.#onScroll);
      scroller.removeEventListener("wheel", this.#onWheel);
    };
  }

  use(geometry: Geometry): void {
    this.#geometry = geometry;
    this.refresh();
  }

  get offset(): number {
    return this.#offset;
  }

  get left(): number {
    return this.#left;
  }

  /** Rows that fit into the view. */
  get page(): number {
    const height = this.#geometry?.rowHeight ?? 1;
    return Math.max(1, Math.floor(this.#viewHeight() / height) - 1);
  }

  /** Scrolls as little as needed to show a cell. */
  reveal(row: number, column: number): void {
    const geometry = this.#geometry;
    if (geometry === undefined || this.#layers === undefined) return;
    const top = row * geometry.rowHeight;
    const bottom = top + geometry.rowHeight - this.#viewHeight();
    if (row >= 0 && top < this.#offset) this.#scrollTo(top);
    else if (row >= 0 && bottom > this.#offset) this.#scrollTo(bottom);
    this.#revealColumn(column, geometry.columns);
  }

  refresh = (): void => {
    const { scroller } = this.#layers ?? {};
    if (scroller === undefined || this.#geometry === undefined) return;
    const bar = scroller.offsetHeight - scroller.clientHeight - scroller.clientTop * 2;
    scroller.style.setProperty("--bar-height", `${bar}px`);
    scroller.style.setProperty("--view-height", `${scroller.clientHeight}px`);
    this.#offset = Math.min(this.#offset, this.#maxOffset());
    this.#update();
  };

  /** Puts the layers where the scroll position wants them. Called after each rendering too. */
  place = (): void => {
    const { body, header, scroller } = this.#layers ?? {};
    if (body === undefined || header === undefined || this.#geometry === undefined) return;
    // Lines between pixels would be blurred.
    const top = Math.round(this.#span.base * this.#geometry.rowHeight - this.#offset);
    body.style.transform = `translate(${-this.#left}px, ${top}px)`;
    header.style.transform = `translateX(${-this.#left}px)`;
    scroller?.style.setProperty("--left", `${this.#left}px`);
    const room = scroller === undefined ? 0 : scroller.clientWidth + this.#left;
    scroller?.toggleAttribute("data-more", this.#geometry.columns.total > room + 1);
  };

  #viewHeight(): number {
    const height = this.#layers?.scroller.clientHeight ?? 0;
    return Math.max(0, height - (this.#geometry?.headerHeight ?? 0));
  }

  #maxOffset(): number {
    const { rows = 0, rowHeight = 1 } = this.#geometry ?? {};
    return Math.max(0, rows * rowHeight - this.#viewHeight());
  }

  /** Pixels of the table for one of the scroll bar. */
  #ratio(): number {
    if (this.#geometry === undefined) return 1;
    const { rows, rowHeight } = this.#geometry;
    const range = spacerHeight(rows, rowHeight) - this.#viewHeight();
    return range > 0 ? this.#maxOffset() / range : 1;
  }

  #scrollTo(offset: number): void {
    const scroller = this.#layers?.scroller;
    if (scroller === undefined) return;
    this.#offset = Math.min(Math.max(0, offset), this.#maxOffset());
    scroller.scrollTop = this.#offset / this.#ratio();
    this.#set = scroller.scrollTop;
    this.#update();
  }

  #revealColumn(column: number, { lefts, index }: ColumnLayout): void {
    const scroller = this.#layers?.scroller;
    if (scroller === undefined || column < 0) return;
    const start = lefts[column] ?? 0;
    const end = (lefts[column + 1] ?? 0) + index - scroller.clientWidth;
    if (start < this.#left) scroller.scrollLeft = start;
    else if (end > this.#left) scroller.scrollLeft = Math.min(end, start);
    this.#left = scroller.scrollLeft;
    this.#update();
  }

  #onScroll = (): void => {
    const scroller = this.#layers?.scroller;
    if (scroller === undefined) return;
    this.#left = scroller.scrollLeft;
    if (Math.abs(scroller.scrollTop - this.#set) > 1) {
      this.#set = scroller.scrollTop;
      this.#offset = Math.min(scroller.scrollTop * this.#ratio(), this.#maxOffset());
    }
    this.#update();
  };

  /** In a table taller than its spacer the wheel must still move by as much as elsewhere. */
  #onWheel = (event: WheelEvent): void => {
    const ratio = this.#ratio();
    if (ratio <= 1.001 || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE;
    const next = this.#offset + event.deltaY * (lines ? 33 : 1);
    if (next < 0 && this.#offset === 0) return;
    if (next > this.#maxOffset() && this.#offset === this.#maxOffset()) return;
    event.preventDefault();
    this.#scrollTo(next);
  };

  #update(): void {
    const span = this.#spanNow();
    const was = this.#span;
    this.#span = span;
    this.place();
    if (sameSpan(span, was)) this.#span = was;
    else for (const listener of [...this.#listeners]) listener();
  }

  #spanNow(): Span {
    const geometry = this.#geometry;
    const scroller = this.#layers?.scroller;
    if (geometry === undefined || scroller === undefined) return NOTHING;
    const { rowHeight, rows, columns } = geometry;
    const count = columns.lefts.length - 1;
    const seen = Math.ceil(this.#viewHeight() / rowHeight) + 1;
    const top = Math.floor(this.#offset / rowHeight);
    const right = this.#left + scroller.clientWidth - columns.index;
    return {
      first: Math.max(0, top - OVERSCAN),
      last: Math.min(rows, top + seen + OVERSCAN),
      base: Math.floor(top / BASE_STEP) * BASE_STEP,
      firstColumn: count <= 0 ? 0 : Math.max(0, columnAtX(columns.lefts, this.#left) - 1),
      lastColumn: count <= 0 ? 0 : Math.min(count, columnAtX(columns.lefts, right) + 2),
    };
  }
}

function sameSpan(a: Span, b: Span): boolean {
  return (
    a.first === b.first &&
    a.last === b.last &&
    a.base === b.base &&
    a.firstColumn === b.firstColumn &&
    a.lastColumn === b.lastColumn
  );
}
