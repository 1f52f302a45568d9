// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid can not be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its cell

import { ArrowDown, ArrowUp } from "lucide-react";
import type { PointerEvent, Ref } from "react";
import { Help } from "../../ui/Help";
import type { GridColumn } from "./columns";
import styles from "./Grid.module.css";
import { cellId } from "./GridRow";
import type { Span } from "./scroll";
import type { Sorting } from "./useOrder";
import type { ColumnLayout } from "./widths";

interface Props {
  readonly gridId: string;
  readonly columns: readonly GridColumn[];
  readonly layout: ColumnLayout;
  readonly span: Span;
  readonly sorting: Sorting | null;
  readonly activeColumn: number;
  readonly onSort: (column: number) => void;
  readonly onResize: (column: number, width: number | undefined) => void;
  readonly ref: Ref<HTMLDivElement>;
}

/** The names of the columns, each a button that sorts, with a handle that widens. */
export function GridHeader(props: Props) {
  const { columns, layout, ref } = props;
  const { firstColumn, lastColumn } = props.span;
  return (
    <div role="rowgroup" className={styles.head}>
      <div ref={ref} role="row" aria-rowindex={1} className={styles.headRow}>
        {layout.index > 0 ? (
          <div
            role="columnheader"
            aria-colindex={1}
            aria-label="Row"
            className={`${styles.index} ${styles.corner}`}
            style={{ width: layout.index }}
          />
        ) : null}
        {columns.slice(firstColumn, lastColumn).map((column, offset) => (
          <HeaderCell key={column.key} {...props} column={column} at={firstColumn + offset} />
        ))}
      </div>
    </div>
  );
}

function HeaderCell(props: Props & { column: GridColumn; at: number }) {
  const { gridId, column, at, layout, sorting, activeColumn, onSort, onResize } = props;
  const left = layout.lefts[at] ?? 0;
  const width = (layout.lefts[at + 1] ?? 0) - left;
  const sorted = sorting?.key === column.key ? sorting.direction : "none";
  return (
    <div
      id={cellId(gridId, -1, at)}
      role="columnheader"
      aria-colindex={at + (layout.index > 0 ? 2 : 1)}
      aria-sort={sorted}
      className={styles.headCell}
      data-align={column.align}
      data-active={at === activeColumn || undefined}
      style={{ left: layout.index + left, width }}
    >
      <button
        type="button"
        tabIndex={-1}
        className={styles.sort}
        title={column.label}
        // The focus stays with the grid, whose arrow keys the reader may want next.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onSort(at)}
      >
        <span className={styles.name}>{column.label}</span>
        {sorted === "ascending" ? <ArrowUp size={13} aria-hidden="true" /> : null}
        {sorted === "descending" ? <ArrowDown size={13} aria-hidden="true" /> : null}
      </button>
      {column.help === undefined ? null : <Help text={column.help} />}
      <ResizeHandle width={width} onResize={(next) => onResize(at, next)} />
    </div>
  );
}

/** For the pointer; on the keyboard, Alt with the left or right arrow does the same. */
function ResizeHandle({
  width,
  onResize,
}: {
  width: number;
  onResize: (width: number | undefined) => void;
}) {
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const from = event.clientX;
    const move = (now: globalThis.PointerEvent) => onResize(width + now.clientX - from);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener(
      "lostpointercapture",
      () => {
        handle.removeEventListener("pointermove", move);
      },
      { once: true },
    );
  };
  return (
    <span
      className={styles.handle}
      aria-hidden="true"
      onPointerDown={begin}
      onDoubleClick={() => onResize(undefined)}
    />
  );
}
