import { useMemo, useRef } from "react";
import { type Check, ValidationError } from "../../../protocol/check";
import { useDisabled, useWidget } from "../../../session/context";
import type { SelectionMode, WireValue } from "../../../wire/elements";
import {
  type Choice,
  type ChosenCell,
  choice,
  NOTHING,
  type Offer,
  offerOf,
  toggled,
  toggledCells,
  wireOf,
} from "./choice";
import type { GridColumn } from "./columns";
import type { Range } from "./selection";
import type { Order } from "./useOrder";

/** How long after the last change the choice is sent, in milliseconds. */
const DELAY = 150;
/** More cells than this are not sent: what was dragged over is cut off. */
const MOST_CELLS = 100_000;
/** In a table with more rows there is no box that chooses all of them. */
const MOST_ROWS = 1_000_000;

/** What can be chosen for the script, what is, and how that changes. Places are those of the grid. */
export interface GridChoice {
  readonly offer: Offer;
  readonly chosen: Choice;
  readonly disabled: boolean;
  /** Whether there is a box that chooses all rows. */
  readonly all: boolean;
  readonly toggleRows: (top: number, bottom: number) => void;
  /** A click at a row's number; with `extend` everything from the last one. */
  readonly pickRow: (place: number, extend: boolean) => void;
  readonly toggleColumn: (column: number) => void;
  readonly toggleCells: (range: Range, more: boolean) => void;
  readonly clear: () => void;
}

interface Options {
  /** The widget; null: nothing can be chosen. */
  readonly id: string | null;
  /** Names what the reader sees. */
  readonly seen: number;
  readonly modes: readonly SelectionMode[];
  readonly rows: number;
  readonly columns: readonly GridColumn[];
  readonly order: Order;
}

const asIs: Check<WireValue> = (value) => value as WireValue;

export function useChoice({ id, seen, modes, rows, columns, order }: Options): GridChoice | null {
  const { value, edit } = useWidget(id, asIs);
  const disabled = useDisabled(false);
  const chosen = useMemo(() => read(value), [value]);
  const offer = useMemo(() => offerOf(modes), [modes]);
  const last = useRef(0);
  if (id === null) return null;

  const change = (next: Partial<Choice>) => {
    if (!disabled) edit(wireOf({ ...chosen, ...next }, seen), DELAY);
  };
  const dataRows = (top: number, bottom: number) => {
    const from = Math.max(0, top);
    const to = Math.min(bottom, rows - 1);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => order.rowAt(from + at));
  };
  const toggleRows = (top: number, bottom: number) => {
    if (offer.rows === 0) return;
    last.current = top;
    change({ rows: toggled(chosen.rows, dataRows(top, bottom), offer.rows) });
  };
  return {
    offer,
    chosen,
    disabled,
    all: offer.rows > 1 && rows > 0 && rows <= MOST_ROWS,
    toggleRows,
    pickRow: (place, extend) => {
      if (!extend || offer.rows === 1) return toggleRows(place, place);
      const range = dataRows(Math.min(last.current, place), Math.max(last.current, place));
      change({ rows: new Set([...chosen.rows, ...range]) });
    },
    toggleColumn: (at) => {
      const name = columns[at]?.source.name;
      if (name === undefined || offer.columns === 0) return;
      change({ columns: toggled(chosen.columns, [name], offer.columns) });
    },
    toggleCells: ({ top, bottom, left, right }, more) => {
      if (offer.cells === 0) return;
      const names = columns.slice(left, right + 1).map(({ source }) => source.name);
      const most = Math.ceil(MOST_CELLS / Math.max(1, names.length));
      const cells = dataRows(top, Math.min(bottom, top + most - 1)).flatMap((row) =>
        names.map((name): ChosenCell => [row, name]),
      );
      change({ cells: toggledCells(chosen.cells, cells, offer.cells, more) });
    },
    clear: () => change(NOTHING),
  };
}

function read(value: WireValue | undefined): Choice {
  if (value === undefined) return NOTHING;
  try {
    return choice(value, "");
  } catch (error) {
    if (error instanceof ValidationError) return NOTHING;
    throw error;
  }
}
