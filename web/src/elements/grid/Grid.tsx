import {
  type KeyboardEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { DataTable } from "../data/table";
import { copyText } from "../data/clipboard";
import { toTsv } from "../data/export";
import type { GridColumn } from "./columns";
import styles from "./Grid.module.css";
import { GridHeader } from "./GridHeader";
import { cellId, GridRow } from "./GridRow";
import { GridScroll, spacerHeight } from "./scroll";
import { rangeOf, single } from "./selection";
import { useColumnLayout } from "./useColumnLayout";
import type { Order, Sorting } from "./useOrder";
import { selectedIn, useSelection } from "./useSelection";
import { gridVariables } from "./variables";

const HEADER_HEIGHT = 36;
const RESIZE_STEP = 16;
/** Rows that an automatic height shows before it scrolls. */
export const AUTO_ROWS = 10;

/** What others may ask of a grid. */
export interface GridHandle {
  readonly show: (place: { row: number; column: number }) => void;
  readonly focus: () => void;
}

interface Props {
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
export function Grid(props: Props) {
  const { table, columns, order, rowHeight, hideIndex, stretch, handle } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLDivElement>(null);
  const [scroll] = useState(() => new GridScroll());
  const span = useSyncExternalStore(scroll.subscribe, scroll.span);
  const { layout, resize } = useColumnLayout(table, columns, scroller, { hideIndex, stretch });
  const geometry = useMemo(
    () => ({ rows: table.rows, rowHeight, headerHeight: HEADER_HEIGHT, columns: layout }),
    [table.rows, rowHeight, layout],
  );
  useLayoutEffect(() => {
    if (scroller.current === null || body.current === null || header.current === null) return;
    return scroll.attach({ scroller: scroller.current, body: body.current, header: header.current });
  }, [scroll]);
  useLayoutEffect(() => scroll.use(geometry), [scroll, geometry]);
  useLayoutEffect(scroll.place);
  const { selection, choose, onKey, onPointerDown, onPointerMove } = useSelection({
    ...geometry,
    columns: columns.length,
    layout,
    scroll,
  });
  useLayoutEffect(() => {
    handle.current = {
      show: (place) => choose(single(place)),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    };
  });

  const active = selection?.active;
  const widthOf = (at: number) => (layout.lefts[at + 1] ?? 0) - (layout.lefts[at] ?? 0);
  const sortColumn = (at: number) => props.onSort(columns[at]?.key ?? "");
  const copy = () => {
    if (selection === null) return;
    const { top, bottom, left, right } = rangeOf(selection);
    const sources = columns.slice(left, right + 1).map(({ source }) => source);
    void copyText(toTsv(sources, top, bottom, order.rowAt));
  };
  const onCommand = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (ctrl && key === "f") props.onSearch();
    else if (ctrl && key === "c" && selection !== null) copy();
    else if (active?.row === -1 && (key === "enter" || key === " ")) sortColumn(active.column);
    else if (event.altKey && active !== undefined && key === "arrowright") {
      resize(active.column, widthOf(active.column) + RESIZE_STEP);
    } else if (event.altKey && active !== undefined && key === "arrowleft") {
      resize(active.column, widthOf(active.column) - RESIZE_STEP);
    } else return;
    event.preventDefault();
  };
  const drawn = active !== undefined && isDrawn(active, span);
  return (
    <div className={styles.box}>
      <div
        ref={scroller}
        role="grid"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a grid takes the focus
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={table.rows + 1}
        aria-colcount={columns.length + (layout.index > 0 ? 1 : 0)}
        aria-multiselectable="true"
        aria-readonly="true"
        aria-busy={order.busy}
        aria-activedescendant={drawn ? cellId(gridId, active.row, active.column) : undefined}
        className={styles.scroller}
        data-testid="stDataFrameGrid"
        data-tall={rowHeight > 48 || undefined}
        style={{
          ...gridVariables(rowHeight, HEADER_HEIGHT, layout.total),
          ...(props.auto ? { maxHeight: autoHeight(table.rows, rowHeight) + 1 } : {}),
        }}
        onKeyDown={(event) => {
          if (!onKey(event)) onCommand(event);
        }}
        onFocus={(event) => {
          const byKeyboard = event.target.matches(":focus-visible");
          if (selection === null && byKeyboard && columns.length > 0) {
            choose(single({ row: table.rows > 0 ? 0 : -1, column: 0 }));
          }
        }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
      >
        <div className={styles.layer} role="presentation">
          <GridHeader
            ref={header}
            gridId={gridId}
            columns={columns}
            layout={layout}
            firstColumn={span.firstColumn}
            lastColumn={span.lastColumn}
            sorting={props.sorting}
            activeColumn={active?.row === -1 ? active.column : -1}
            onSort={sortColumn}
            onResize={resize}
          />
          <div className={styles.view} role="presentation">
            <div ref={body} className={styles.body} role="rowgroup">
              {Array.from({ length: Math.max(0, span.last - span.first) }, (_, offset) => {
                const place = span.first + offset;
                const [selectedFrom, selectedTo] = selectedIn(selection, place);
                return place >= table.rows ? null : (
                  <GridRow
                    key={place}
                    gridId={gridId}
                    place={place}
                    row={order.rowAt(place)}
                    top={(place - span.base) * rowHeight}
                    columns={columns}
                    layout={layout}
                    firstColumn={span.firstColumn}
                    lastColumn={span.lastColumn}
                    selectedFrom={selectedFrom}
                    selectedTo={selectedTo}
                    activeColumn={active?.row === place ? active.column : -1}
                    query={props.query}
                    placeholder={props.placeholder}
                  />
                );
              })}
            </div>
            {table.rows === 0 ? <div className={styles.empty}>empty</div> : null}
          </div>
        </div>
        <div
          aria-hidden="true"
          style={{
            height: HEADER_HEIGHT + Math.max(spacerHeight(geometry), table.rows === 0 ? 2 * rowHeight : 0),
            width: layout.total,
          }}
        />
      </div>
      {order.busy ? (
        <div className={styles.busy} role="status">
          Sorting…
        </div>
      ) : null}
    </div>
  );
}

function isDrawn(
  { row, column }: { row: number; column: number },
  span: { first: number; last: number; firstColumn: number; lastColumn: number },
): boolean {
  const inRows = row === -1 || (row >= span.first && row < span.last);
  return inRows && column >= span.firstColumn && column < span.lastColumn;
}
