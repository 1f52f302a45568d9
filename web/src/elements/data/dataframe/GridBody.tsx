// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its cell

import { type Ref, useCallback, useLayoutEffect, useRef } from "react";
import { NOTHING } from "./choice";
import type { GridProps } from "./Grid";
import styles from "./Grid.module.css";
import { GridRow } from "./GridRow";
import type { Span } from "./scroll";
import { rangeOf, type Selection } from "./selection";
import type { ColumnLayout } from "./widths";

interface Props
  extends Pick<
    GridProps,
    "table" | "columns" | "order" | "rowHeight" | "query" | "placeholder" | "hideIndex" | "choice"
  > {
  readonly gridId: string;
  readonly layout: ColumnLayout;
  readonly span: Span;
  readonly selection: Selection | null;
  readonly ref: Ref<HTMLDivElement>;
}

/** The rows that can be seen. */
export function GridBody(props: Props) {
  const { table, order, span, rowHeight, selection, choice, ref } = props;
  const { rows, columns, cells } = choice?.chosen ?? NOTHING;
  const onPick = useStable(choice?.pickRow);
  const last = Math.min(span.last, table.rows);
  const count = Math.max(0, last - span.first);
  return (
    <div className={styles.view} role="presentation">
      <div ref={ref} className={styles.body} role="rowgroup">
        {Array.from({ length: count }, (_, offset) => {
          const place = span.first + offset;
          const row = order.rowAt(place);
          const [selectedFrom, selectedTo] = selectedIn(selection, place);
          return (
            <GridRow
              key={place}
              gridId={props.gridId}
              place={place}
              row={row}
              hideIndex={props.hideIndex}
              top={(place - span.base) * rowHeight}
              columns={props.columns}
              layout={props.layout}
              firstColumn={span.firstColumn}
              lastColumn={span.lastColumn}
              selectedFrom={selectedFrom}
              selectedTo={selectedTo}
              activeColumn={selection?.active.row === place ? selection.active.column : -1}
              query={props.query}
              placeholder={props.placeholder}
              chosen={choice !== null && choice.offer.rows > 0 ? rows.has(row) : undefined}
              chosenColumns={columns}
              chosenCells={
                choice !== null && choice.offer.cells > 0 ? (cells.get(row) ?? NO_CELLS) : undefined
              }
              disabled={choice?.disabled ?? true}
              onPick={onPick}
            />
          );
        })}
      </div>
      {table.rows === 0 ? <div className={styles.empty}>empty</div> : null}
    </div>
  );
}

const NO_CELLS: ReadonlySet<string> = new Set();

type PickRow = (place: number, extend: boolean) => void;

/** The newest `pick` under one identity, so that rows are drawn anew only when they change. */
function useStable(pick: PickRow | undefined): PickRow {
  const newest = useRef(pick);
  useLayoutEffect(() => {
    newest.current = pick;
  });
  return useCallback((place, extend) => newest.current?.(place, extend), []);
}

/** The first and last selected column of a row; -1 where there is none. */
function selectedIn(selection: Selection | null, row: number): readonly [number, number] {
  if (selection === null) return [-1, -1];
  const { top, bottom, left, right } = rangeOf(selection);
  return row >= top && row <= bottom ? [left, right] : [-1, -1];
}
