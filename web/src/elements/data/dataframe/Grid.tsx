// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table

import { useId, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { DataTable } from "../../shared/table/table";
import type { GridColumn } from "./columns";
import styles from "./Grid.module.css";
import { GridBody } from "./GridBody";
import { GridHeader } from "./GridHeader";
import { cellId } from "./GridRow";
import { GridScroll, type Span, spacerHeight } from "./scroll";
import { type Place, rangeOf, single } from "./selection";
import type { GridChoice } from "./useChoice";
import { useColumnLayout } from "./useColumnLayout";
import { useCommands } from "./useCommands";
import type { Order, Sorting } from "./useOrder";
import { useSelection } from "./useSelection";
import { gridVariables } from "./variables";
import { type ColumnLayout, isFigure, MAX_AUTO_WIDTH } from "./widths";

const HEADER_HEIGHT = 36;
/** Rows that an automatic height shows before it scrolls. */
const AUTO_ROWS = 10;

/** What others may ask of a grid. */
export interface GridHandle {
  readonly show: (place: Place) => void;
  readonly focus: () => void;
}

export interface GridProps {
  readonly table: DataTable;
  readonly columns: readonly GridColumn[];
  readonly order: Order;
  readonly sorting: Sorting | null;
  readonly onSort: (key: string) => void;
  readonly onSearch: () => void;
  readonly query: string;
  readonly hideIndex: boolean;
  readonly stretch: boolean;
  readonly rowHeight: number;
  /** Whether it is as high as its rows, up to ten, or as what holds it. */
  readonly auto: boolean;
  readonly placeholder: string;
  /** What can be chosen for the script; null: nothing. */
  readonly choice: GridChoice | null;
  readonly label: string;
  readonly handle: { current: GridHandle | null };
}

/** Height of a grid that shows all its rows, up to ten. */
export function autoHeight(rows: number, rowHeight: number): number {
  return HEADER_HEIGHT + Math.max(2, Math.min(rows, AUTO_ROWS)) * rowHeight + 2;
}

/**
 * A table whose rows and columns are drawn only where they can be seen. The focus stays on the
 * grid, which names the active cell: https://www.w3.org/WAI/ARIA/apg/patterns/grid/.
 */
export function Grid(props: GridProps) {
  const { table, columns, order, rowHeight, choice, handle } = props;
  const gridId = useId();
  const { scroller, body, header, scroll, span, layout, resize } = useGridView(props);
  const cells = useSelection({
    rows: table.rows,
    columns: columns.length,
    rowHeight,
    headerHeight: HEADER_HEIGHT,
    layout,
    scroll,
    onPick: (picked, more) => {
      const { offer, toggleCells } = choice ?? {};
      const place = offer?.cells === 1 ? single(picked.active) : picked;
      toggleCells?.(rangeOf(place), more);
    },
  });
  const { selection, choose } = cells;
  const active = selection?.active;
  useLayoutEffect(() => {
    handle.current = {
      show: (place) => choose(single(place)),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    };
  });
  const sort = (at: number) => props.onSort(columns[at]?.key ?? "");
  const onCommand = useCommands({
    columns,
    order,
    selection,
    layout,
    resize,
    sort,
    search: props.onSearch,
    choice,
  });
  const drawn = active !== undefined && isDrawn(active, span);
  const parts = { gridId, columns, layout, span };
  return (
    <div className={styles.box}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={table.rows + 1}
        aria-colcount={columns.length + (layout.index > 0 ? 1 : 0)}
        aria-multiselectable="true"
        aria-readonly="true"
        aria-busy={order.busy}
        aria-activedescendant={drawn ? cellId(gridId, active.row, active.column) : undefined}
        className={styles.scroller}
        data-auto={props.auto || undefined}
        data-tall={rowHeight > 48 || undefined}
        style={gridVariables({
          row: rowHeight,
          head: HEADER_HEIGHT,
          total: layout.total,
          auto: autoHeight(table.rows, rowHeight) + 1,
        })}
        onKeyDown={(event) => {
          if (!cells.onKey(event)) onCommand(event);
        }}
        onFocus={cells.onFocus}
        onPointerDown={cells.onPointerDown}
        onPointerMove={cells.onPointerMove}
        onClick={cells.onClick}
      >
        <div className={styles.layer} role="presentation">
          <GridHeader
            {...parts}
            ref={header}
            sorting={props.sorting}
            rows={table.rows}
            choice={choice}
            activeColumn={active?.row === -1 ? active.column : -1}
            onSort={sort}
            onResize={resize}
          />
          <GridBody {...parts} {...props} ref={body} selection={selection} />
        </div>
        <Spacer rows={table.rows} rowHeight={rowHeight} width={layout.total} />
      </div>
      {order.busy ? (
        <div className={styles.busy} role="status">
          Sorting…
        </div>
      ) : null}
    </div>
  );
}

/** The parts of the grid, where it is scrolled to, and how wide its columns are. */
function useGridView({ table, columns, rowHeight, hideIndex, stretch, choice }: GridProps) {
  const pickRows = choice !== null && choice.offer.rows > 0;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLDivElement>(null);
  const [scroll] = useState(() => new GridScroll());
  const span = useSyncExternalStore(scroll.subscribe, scroll.span);
  const { layout, resize, grow } = useColumnLayout(table, columns, scroller, {
    hideIndex,
    pickRows,
    stretch,
  });
  const geometry = useMemo(
    () => ({ rows: table.rows, rowHeight, headerHeight: HEADER_HEIGHT, columns: layout }),
    [table.rows, rowHeight, layout],
  );
  useLayoutEffect(() => {
    if (scroller.current === null || body.current === null || header.current === null) return;
    return scroll.attach({
      scroller: scroller.current,
      body: body.current,
      header: header.current,
    });
  }, [scroll]);
  useLayoutEffect(() => scroll.use(geometry), [scroll, geometry]);
  useLayoutEffect(scroll.place);
  // What is drawn is the last word on how wide it is.
  useLayoutEffect(() => {
    const needs = body.current === null ? new Map() : cutCells(body.current, columns, layout);
    if (needs.size > 0) grow(needs);
  });
  return { scroller, body, header, scroll, span, layout, resize };
}

/** The columns in which a drawn cell is cut although it need not be, with the width that it takes. */
function cutCells(
  body: Element,
  columns: readonly GridColumn[],
  { lefts, index }: ColumnLayout,
): Map<number, number> {
  const needs = new Map<number, number>();
  const first = index > 0 ? 2 : 1;
  for (const cell of body.querySelectorAll("[role=gridcell]")) {
    const text = cell.firstElementChild;
    const missing = text === null ? 0 : text.scrollWidth - text.clientWidth;
    if (missing <= 0) continue;
    const at = Number(cell.getAttribute("aria-colindex")) - first;
    const column = columns[at];
    const width = (lefts[at + 1] ?? 0) - (lefts[at] ?? 0);
    const figures = column !== undefined && isFigure(column);
    const most = figures ? Number.POSITIVE_INFINITY : MAX_AUTO_WIDTH;
    const grows = figures || (column?.width === undefined && width < most);
    const wanted = Math.min(width + missing + 1, most);
    if (grows) needs.set(at, Math.max(needs.get(at) ?? 0, wanted));
  }
  return needs;
}

/** Gives the scroll bars their length. */
function Spacer({ rows, rowHeight, width }: { rows: number; rowHeight: number; width: number }) {
  const height = Math.max(spacerHeight(rows, rowHeight), rows === 0 ? 2 * rowHeight : 0);
  return <div aria-hidden="true" style={{ height: HEADER_HEIGHT + height, width }} />;
}

function isDrawn({ row, column }: Place, span: Span): boolean {
  const inRows = row === -1 || (row >= span.first && row < span.last);
  return inRows && column >= span.firstColumn && column < span.lastColumn;
}
