// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid can not be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its cell

import type { Ref } from "react";
import type { GridProps } from "./Grid";
import styles from "./Grid.module.css";
import { GridRow } from "./GridRow";
import type { Span } from "./scroll";
import { rangeOf, type Selection } from "./selection";
import type { ColumnLayout } from "./widths";

interface Props
  extends Pick<GridProps, "table" | "columns" | "order" | "rowHeight" | "query" | "placeholder"> {
  readonly gridId: string;
  readonly layout: ColumnLayout;
  readonly span: Span;
  readonly selection: Selection | null;
  readonly ref: Ref<HTMLDivElement>;
}

/** The rows that can be seen. */
export function GridBody(props: Props) {
  const { table, order, span, rowHeight, selection, ref } = props;
  const last = Math.min(span.last, table.rows);
  const count = Math.max(0, last - span.first);
  return (
    <div className={styles.view} role="presentation">
      <div ref={ref} className={styles.body} role="rowgroup">
        {Array.from({ length: count }, (_, offset) => {
          const place = span.first + offset;
          const [selectedFrom, selectedTo] = selectedIn(selection, place);
          return (
            <GridRow
              key={place}
              gridId={props.gridId}
              place={place}
              row={order.rowAt(place)}
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
            />
          );
        })}
      </div>
      {table.rows === 0 ? <div className={styles.empty}>empty</div> : null}
    </div>
  );
}

/** The first and last selected column of a row; -1 where there is none. */
function selectedIn(selection: Selection | null, row: number): readonly [number, number] {
  if (selection === null) return [-1, -1];
  const { top, bottom, left, right } = rangeOf(selection);
  return row >= top && row <= bottom ? [left, right] : [-1, -1];
}
