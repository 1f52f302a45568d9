// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its cell

import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import type { PointerEvent, Ref } from "react";
import { Help } from "../../../ui/Help";
import type { GridColumn } from "./columns";
import styles from "./Grid.module.css";
import { cellId } from "./GridRow";
import { PickBox } from "./PickBox";
import type { Span } from "./scroll";
import type { GridChoice } from "./useChoice";
import type { Sorting } from "./useOrder";
import type { ColumnLayout } from "./widths";

interface Props {
  readonly gridId: string;
  readonly columns: readonly GridColumn[];
  readonly layout: ColumnLayout;
  readonly span: Span;
  readonly sorting: Sorting | null;
  readonly activeColumn: number;
  readonly rows: number;
  readonly choice: GridChoice | null;
  readonly onSort: (column: number) => void;
  readonly onResize: (column: number, width: number | undefined) => void;
  readonly ref: Ref<HTMLDivElement>;
}

/** The names of the columns, each a button that sorts or chooses the column, with a handle that widens. */
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
          >
            {props.choice?.all ? <AllRows rows={props.rows} choice={props.choice} /> : null}
          </div>
        ) : null}
        {columns.slice(firstColumn, lastColumn).map((column, offset) => (
          <HeaderCell key={column.key} {...props} column={column} at={firstColumn + offset} />
        ))}
      </div>
    </div>
  );
}

function AllRows({ rows, choice }: { rows: number; choice: GridChoice }) {
  const { size } = choice.chosen.rows;
  return (
    <PickBox
      label="Select all rows"
      checked={size > 0 && size < rows ? "mixed" : size > 0}
      disabled={choice.disabled}
      onPick={() => choice.toggleRows(0, rows - 1)}
    />
  );
}

function HeaderCell(props: Props & { column: GridColumn; at: number }) {
  const { gridId, column, at, layout, sorting, activeColumn, onSort, onResize } = props;
  const left = layout.lefts[at] ?? 0;
  const width = (layout.lefts[at + 1] ?? 0) - left;
  const sorted = sorting?.key === column.key ? sorting.direction : "none";
  const choice = props.choice !== null && props.choice.offer.columns > 0 ? props.choice : null;
  const chosen = choice?.chosen.columns.has(column.source.name);
  return (
    <div
      id={cellId(gridId, -1, at)}
      role="columnheader"
      aria-colindex={at + (layout.index > 0 ? 2 : 1)}
      aria-sort={sorted}
      aria-selected={chosen}
      data-chosen={chosen || undefined}
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
        aria-pressed={chosen}
        disabled={choice?.disabled}
        onClick={() => (choice === null ? onSort(at) : choice.toggleColumn(at))}
      >
        <span className={styles.name}>{column.label}</span>
        {choice === null ? <SortArrow sorted={sorted} /> : null}
      </button>
      {choice === null ? null : (
        <button
          type="button"
          tabIndex={-1}
          className={styles.order}
          aria-label={`Sort by ${column.label}`}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onSort(at)}
        >
          {sorted === "none" ? (
            <ArrowUpDown size={13} aria-hidden="true" />
          ) : (
            <SortArrow sorted={sorted} />
          )}
        </button>
      )}
      {column.help === undefined ? null : <Help text={column.help} />}
      <ResizeHandle width={width} onResize={(next) => onResize(at, next)} />
    </div>
  );
}

function SortArrow({ sorted }: { sorted: "ascending" | "descending" | "none" }) {
  if (sorted === "none") return null;
  const Arrow = sorted === "ascending" ? ArrowUp : ArrowDown;
  return <Arrow size={13} aria-hidden="true" />;
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
