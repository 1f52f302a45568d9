// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its cell

import { memo } from "react";
import type { GridColumn } from "./columns";
import styles from "./Grid.module.css";
import { GridCell } from "./GridCell";
import { PickBox } from "./PickBox";
import type { ColumnLayout } from "./widths";

interface Props {
  readonly gridId: string;
  /** The place in the grid. */
  readonly place: number;
  /** The row of the data. */
  readonly row: number;
  readonly hideIndex: boolean;
  readonly top: number;
  readonly columns: readonly GridColumn[];
  readonly layout: ColumnLayout;
  readonly firstColumn: number;
  readonly lastColumn: number;
  /** The selected columns of this row; -1 where there are none. */
  readonly selectedFrom: number;
  readonly selectedTo: number;
  readonly activeColumn: number;
  readonly query: string;
  readonly placeholder: string;
  /** What of the row is chosen for the script; undefined where it cannot be. */
  readonly chosen: boolean | undefined;
  readonly chosenColumns: ReadonlySet<string>;
  readonly chosenCells: ReadonlySet<string> | undefined;
  readonly disabled: boolean;
  readonly onPick: (place: number, extend: boolean) => void;
}

export function cellId(gridId: string, row: number, column: number): string {
  return `${gridId}-${row}-${column}`;
}

/** A row, with those of its cells that can be seen. */
export const GridRow = memo(function GridRow(props: Props) {
  const { gridId, place, row, top, columns, layout, firstColumn, lastColumn } = props;
  const shift = layout.index > 0 ? 2 : 1;
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      aria-selected={props.chosen}
      className={styles.row}
      data-chosen={props.chosen || undefined}
      style={{ top }}
    >
      {layout.index > 0 ? (
        <div
          role="rowheader"
          aria-colindex={1}
          className={styles.index}
          style={{ width: layout.index }}
        >
          {props.chosen === undefined ? (
            row
          ) : (
            <PickBox
              label={`Select row ${row}`}
              checked={props.chosen}
              disabled={props.disabled}
              onPick={(extend) => props.onPick(place, extend)}
            >
              {props.hideIndex ? null : row}
            </PickBox>
          )}
        </div>
      ) : null}
      {columns.slice(firstColumn, lastColumn).map((column, offset) => {
        const at = firstColumn + offset;
        const left = layout.lefts[at] ?? 0;
        return (
          <GridCell
            key={column.key}
            id={cellId(gridId, place, at)}
            column={column}
            row={row}
            colIndex={at + shift}
            left={layout.index + left}
            width={(layout.lefts[at + 1] ?? 0) - left}
            selected={at >= props.selectedFrom && at <= props.selectedTo}
            chosen={props.chosenCells?.has(column.source.name)}
            columnChosen={props.chosenColumns.has(column.source.name)}
            active={at === props.activeColumn}
            query={props.query}
            placeholder={props.placeholder}
          />
        );
      })}
    </div>
  );
});
