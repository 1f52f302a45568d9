// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its cell

import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { rawText } from "../../shared/table/cell";
import type { GridColumn } from "./columns";
import styles from "./Grid.module.css";
import { folded } from "./search";

interface Props {
  readonly id: string;
  readonly column: GridColumn;
  readonly row: number;
  readonly colIndex: number;
  readonly left: number;
  readonly width: number;
  /** Whether it is among the cells that are copied. */
  readonly selected: boolean;
  /** Whether it is chosen for the script; undefined: cells cannot be. */
  readonly chosen: boolean | undefined;
  /** Whether its column is chosen for the script. */
  readonly columnChosen: boolean;
  readonly active: boolean;
  readonly query: string;
  readonly placeholder: string;
}

export function GridCell(props: Props) {
  const { id, column, row, colIndex, left, width, selected, chosen, active } = props;
  const text = column.text(row);
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={colIndex}
      aria-selected={chosen ?? selected}
      className={styles.cell}
      data-align={column.align}
      data-marked={selected || undefined}
      data-chosen={chosen || props.columnChosen || undefined}
      data-active={active || undefined}
      data-empty={text === null || undefined}
      title={text !== null && text.length * 6 > width ? text.slice(0, 2000) : undefined}
      style={{ left, width }}
    >
      <CellContent {...props} text={text} />
    </div>
  );
}

function CellContent({ column, row, text, query, placeholder }: Props & { text: string | null }) {
  if (text === null) return <span className={styles.none}>{placeholder}</span>;
  if (column.source.kind === "boolean") return <Mark checked={text === "true"} />;
  return (
    <span className={styles.text}>{query === "" ? text : marked(text, query, column, row)}</span>
  );
}

function Mark({ checked }: { checked: boolean }) {
  return (
    <span
      className={styles.check}
      role="img"
      aria-label={checked ? "true" : "false"}
      data-checked={checked || undefined}
    >
      {checked ? <Check size={12} strokeWidth={3} aria-hidden="true" /> : null}
    </span>
  );
}

/** The text with every place that was searched for marked. */
function marked(text: string, query: string, { source }: GridColumn, row: number): ReactNode {
  const wanted = folded(query);
  const where = folded(text);
  // Folding may change the length of some texts; they are then left unmarked.
  if (where.length !== text.length) return text;
  if (!where.includes(wanted)) {
    return folded(rawText(source, row)).includes(wanted) ? <mark>{text}</mark> : text;
  }
  const parts: ReactNode[] = [];
  let from = 0;
  for (let hit = where.indexOf(wanted); hit >= 0; hit = where.indexOf(wanted, from)) {
    parts.push(
      text.slice(from, hit),
      <mark key={hit}>{text.slice(hit, hit + wanted.length)}</mark>,
    );
    from = hit + wanted.length;
  }
  return [...parts, text.slice(from)];
}
