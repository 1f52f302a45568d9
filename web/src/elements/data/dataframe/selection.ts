/** A cell by its place in the shown order; row -1 is the header. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells: from where it was begun to where the keyboard is. */
export interface Selection {
  readonly anchor: Place;
  readonly active: Place;
}

export interface Range {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that PageDown moves by. */
  readonly page: number;
}

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  /** Ctrl, or the command key. */
  readonly ctrlKey: boolean;
}

export function single(place: Place): Selection {
  return { anchor: place, active: place };
}

export function rangeOf({ anchor, active }: Selection): Range {
  return {
    top: Math.max(0, Math.min(anchor.row, active.row)),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

/** Where a key leads; undefined when it is none that moves. With shift the rectangle grows. */
export function moved(
  selection: Selection,
  press: KeyPress,
  extent: Extent,
): Selection | undefined {
  if (press.ctrlKey && press.key.toLowerCase() === "a") return everything(extent);
  const target = targetOf(selection.active, press, extent);
  if (target === undefined) return undefined;
  const grows = press.shiftKey && selection.anchor.row >= 0;
  const active = within(target, extent, grows ? 0 : -1);
  return grows ? { anchor: selection.anchor, active } : single(active);
}

function everything({ rows, columns }: Extent): Selection {
  return {
    anchor: { row: 0, column: 0 },
    active: { row: Math.max(0, rows - 1), column: Math.max(0, columns - 1) },
  };
}

function targetOf(from: Place, { key, ctrlKey }: KeyPress, extent: Extent): Place | undefined {
  const { row, column } = from;
  switch (key) {
    case "ArrowUp":
      return { row: ctrlKey ? 0 : row - 1, column };
    case "ArrowDown":
      return { row: ctrlKey ? extent.rows - 1 : row + 1, column };
    case "ArrowLeft":
      return { row, column: ctrlKey ? 0 : column - 1 };
    case "ArrowRight":
      return { row, column: ctrlKey ? extent.columns - 1 : column + 1 };
    case "Home":
      return { row: ctrlKey ? 0 : row, column: 0 };
    case "End":
      return { row: ctrlKey ? extent.rows - 1 : row, column: extent.columns - 1 };
    case "PageUp":
      return { row: Math.max(0, row - extent.page), column };
    case "PageDown":
      return { row: row + extent.page, column };
    default:
      return undefined;
  }
}

function within({ row, column }: Place, extent: Extent, firstRow: number): Place {
  return {
    row: Math.max(firstRow, Math.min(row, extent.rows - 1)),
    column: Math.max(0, Math.min(column, extent.columns - 1)),
  };
}
