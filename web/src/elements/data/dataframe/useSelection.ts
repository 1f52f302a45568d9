import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useRef,
  useState,
} from "react";
import type { GridScroll } from "./scroll";
import { moved, type Place, type Selection, single } from "./selection";
import { type ColumnLayout, columnAtX } from "./widths";

interface Options {
  readonly rows: number;
  readonly columns: number;
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly layout: ColumnLayout;
  readonly scroll: GridScroll;
  /** Called with the cells over which the pointer was pressed, moved and released. */
  readonly onPick: (selection: Selection, more: boolean) => void;
}

/** The selected cells, and how pointer and keyboard change them. */
export function useSelection(options: Options) {
  const [chosen, setSelection] = useState<Selection | null>(null);
  const { rows, columns, scroll } = options;
  const selection = chosen === null || columns === 0 ? null : clamped(chosen, rows, columns);
  const choose = (next: Selection) => {
    setSelection(next);
    scroll.reveal(next.active.row, next.active.column);
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const ctrlKey = event.ctrlKey || event.metaKey;
    if (columns === 0 || event.altKey) return false;
    const press = { key: event.key, shiftKey: event.shiftKey, ctrlKey };
    const from = selection ?? single({ row: 0, column: 0 });
    const next = moved(from, press, { rows, columns, page: scroll.page });
    if (next === undefined) return false;
    event.preventDefault();
    if (event.key.toLowerCase() === "a") setSelection(next);
    else choose(next);
    return true;
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (selection !== null || columns === 0 || !target.matches(":focus-visible")) return;
    choose(single({ row: rows > 0 ? 0 : -1, column: 0 }));
  };
  const pressed = useRef(false);
  const { onPointerDown, onPointerMove } = pointer(options, selection, choose);
  return {
    selection,
    choose,
    onKey,
    onFocus,
    onPointerMove,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      pressed.current = onPointerDown(event);
    },
    onClick: ({ ctrlKey, metaKey }: MouseEvent<HTMLElement>) => {
      if (pressed.current && selection !== null) options.onPick(selection, ctrlKey || metaKey);
      pressed.current = false;
    },
  };
}

/** Data may have shrunk since the cells were chosen. */
function clamped({ anchor, active }: Selection, rows: number, columns: number): Selection {
  const inside = ({ row, column }: Place): Place => ({
    row: Math.min(row, rows - 1),
    column: Math.min(column, columns - 1),
  });
  return { anchor: inside(anchor), active: inside(active) };
}

function pointer(options: Options, selection: Selection | null, choose: (next: Selection) => void) {
  /** Whether it was pressed on a cell. */
  const begin = (event: PointerEvent<HTMLElement>): boolean => {
    const place = placeAt(event, options);
    if (event.button !== 0 || place === undefined) return false;
    const anchor = event.shiftKey && selection !== null ? selection.anchor : place;
    const wholeRow = place.column < 0;
    choose(
      wholeRow
        ? {
            anchor: { row: anchor.row, column: options.columns - 1 },
            active: { row: place.row, column: 0 },
          }
        : { anchor, active: place },
    );
    // A finger that moves scrolls; only a mouse or pen draws a rectangle.
    if (event.pointerType !== "touch") event.currentTarget.setPointerCapture(event.pointerId);
    return !wholeRow;
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (selection === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const place = placeAt(event, options);
    if (place === undefined) return;
    const column = Math.max(0, place.column);
    const { active, anchor } = selection;
    if (active.row === place.row && active.column === column) return;
    choose({ anchor, active: { row: place.row, column } });
  };
  return { onPointerDown: begin, onPointerMove: move };
}

/** The cell under the pointer; column -1 are the row numbers. */
function placeAt(event: PointerEvent<HTMLElement>, options: Options): Place | undefined {
  const { rows, rowHeight, headerHeight, layout, scroll } = options;
  const { left, top } = event.currentTarget.getBoundingClientRect();
  const y = event.clientY - top - headerHeight;
  const dragging = event.type === "pointermove";
  const row = Math.floor((y + scroll.offset) / rowHeight);
  if (rows === 0 || (!dragging && (y < 0 || row >= rows))) return undefined;
  const x = event.clientX - left;
  const inside = x + scroll.left - layout.index;
  const inIndex = x < layout.index;
  if (!dragging && x + scroll.left > layout.total) return undefined;
  return {
    row: Math.max(0, Math.min(row, rows - 1)),
    column: inIndex && !dragging ? -1 : columnAtX(layout.lefts, Math.max(0, inside)),
  };
}
