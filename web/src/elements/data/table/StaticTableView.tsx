import { Check } from "lucide-react";
import { useMemo, useState } from "react";
import { Markdown } from "../../../ui/markdown/Markdown";
import type { StaticTable } from "../../../wire/elements";
import { heightStyle } from "../../shared/size";
import { type CellText, cellText, NO_VALUE } from "../../shared/table/cell";
import {
  type Alignment,
  alignmentOf,
  type DataColumn,
  type DataTable,
} from "../../shared/table/table";
import styles from "./StaticTableView.module.css";

/** Rows that are drawn at first, and with each press of the button below them. */
const STEP = 1000;

interface Column {
  readonly source: DataColumn;
  readonly text: CellText;
  readonly align: Alignment;
}

/** `st.table`: all rows as a plain table. Text cells are markdown. */
export function StaticTableView({ table, props }: { table: DataTable; props: StaticTable }) {
  const [limit, setLimit] = useState(STEP);
  const columns = useMemo(() => table.columns.map((source) => column(source, table)), [table]);
  const drawn = Math.min(limit, table.rows);
  const scrolls = props.height !== "content";
  return (
    <div
      className={`stTable ${styles.table}`}
      data-testid="stTable"
      data-border={props.border || undefined}
      style={heightStyle(props.height)}
      // What scrolls must be within reach of the keyboard.
      {...(scrolls ? { tabIndex: 0, role: "region", "aria-label": props.alt ?? "Table" } : {})}
    >
      <table data-testid="stTableStyledTable" aria-label={props.alt}>
        {props.hide_header ? null : <Head columns={columns} hideIndex={props.hide_index} />}
        <tbody>
          {Array.from({ length: drawn }, (_, row) => (
            <tr key={row}>
              {props.hide_index ? null : <th scope="row">{row}</th>}
              {columns.map((each, at) => (
                <Cell key={at} column={each} row={row} />
              ))}
            </tr>
          ))}
          {table.rows === 0 ? (
            <tr>
              <td
                className={styles.empty}
                colSpan={columns.length + (props.hide_index ? 0 : 1)}
                data-testid="stTableStyledEmptyTableCell"
              >
                empty
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {drawn < table.rows ? (
        <button type="button" className={styles.more} onClick={() => setLimit(limit + STEP)}>
          Show more of the {new Intl.NumberFormat().format(table.rows)} rows
        </button>
      ) : null}
    </div>
  );
}

function Head({ columns, hideIndex }: { columns: readonly Column[]; hideIndex: boolean }) {
  return (
    <thead>
      <tr>
        {hideIndex ? null : (
          <th scope="col">
            <span className={styles.hidden}>Row</span>
          </th>
        )}
        {columns.map(({ source, align }, at) => (
          <th key={at} scope="col" data-align={align}>
            <Markdown inline source={source.name} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell({ column: { source, text, align }, row }: { column: Column; row: number }) {
  const shown = text(row);
  if (shown === null) {
    return (
      <td data-align={align}>
        <span className={styles.none}>{NO_VALUE}</span>
      </td>
    );
  }
  const wraps = source.kind === "text" || source.kind === "nested";
  return (
    <td data-align={align} data-solid={wraps ? undefined : true}>
      {content(source, shown)}
    </td>
  );
}

function content(source: DataColumn, shown: string) {
  if (source.kind === "text") return <Markdown inline source={shown} />;
  if (source.kind !== "boolean") return shown;
  return shown === "true" ? (
    <Check size={15} role="img" aria-label="true" />
  ) : (
    <span className={styles.none} role="img" aria-label="false">
      –
    </span>
  );
}

function column(source: DataColumn, table: DataTable): Column {
  return { source, text: cellText(source, table.rows), align: alignmentOf(source.kind) };
}
