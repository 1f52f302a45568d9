import type { KeyboardEvent } from "react";
import { copyText } from "../../shared/table/clipboard";
import { toTsv } from "../../shared/table/export";
import type { GridColumn } from "./columns";
import { rangeOf, type Selection } from "./selection";
import type { GridChoice } from "./useChoice";
import type { Order } from "./useOrder";
import type { ColumnLayout } from "./widths";

/** Pixels by which a key widens a column. */
const RESIZE_STEP = 16;

interface Options {
  readonly columns: readonly GridColumn[];
  readonly order: Order;
  readonly selection: Selection | null;
  readonly layout: ColumnLayout;
  readonly resize: (column: number, width: number) => void;
  readonly sort: (column: number) => void;
  readonly search: () => void;
  readonly choice: GridChoice | null;
}

/** The keys of the grid that do not move: search, copy, choose, sort by a header, widen a column. */
export function useCommands(options: Options): (event: KeyboardEvent) => void {
  return (event) => {
    const command = commandOf(event, options);
    if (command === undefined) return;
    event.preventDefault();
    command();
  };
}

function commandOf(event: KeyboardEvent, options: Options): (() => void) | undefined {
  const { selection, search, sort } = options;
  const ctrl = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (ctrl && key === "f") return search;
  if (selection === null) return undefined;
  const { row, column } = selection.active;
  if (ctrl && key === "c") return () => copy(options, selection);
  const choose = key === " " && !event.altKey ? choosing(event, options, selection) : undefined;
  if (choose !== undefined) return choose;
  if (row === -1 && (key === "enter" || key === " ")) return () => sort(column);
  if (!event.altKey) return undefined;
  if (key === "arrowright") return () => widen(options, column, RESIZE_STEP);
  if (key === "arrowleft") return () => widen(options, column, -RESIZE_STEP);
  return undefined;
}

/** Space chooses cells, else the rows, else the column; with Shift the rows, with Ctrl the column. */
function choosing(
  event: KeyboardEvent,
  { choice }: Options,
  selection: Selection,
): (() => void) | undefined {
  if (choice === null) return undefined;
  const { offer, toggleCells, toggleRows, toggleColumn } = choice;
  const range = rangeOf(selection);
  const { row, column } = selection.active;
  const ofColumn = offer.columns > 0 ? () => toggleColumn(column) : undefined;
  if (event.ctrlKey || event.metaKey || row === -1) return ofColumn;
  const ofRows =
    offer.rows === 0
      ? undefined
      : () => (offer.rows === 1 ? toggleRows(row, row) : toggleRows(range.top, range.bottom));
  if (event.shiftKey) return ofRows;
  if (offer.cells > 0) return () => toggleCells(range, false);
  return ofRows ?? ofColumn;
}

function copy({ columns, order }: Options, selection: Selection): void {
  const { top, bottom, left, right } = rangeOf(selection);
  const sources = columns.slice(left, right + 1).map(({ source }) => source);
  void copyText(toTsv(sources, top, bottom, order.rowAt));
}

function widen({ layout: { lefts }, resize }: Options, column: number, by: number): void {
  resize(column, (lefts[column + 1] ?? 0) - (lefts[column] ?? 0) + by);
}
