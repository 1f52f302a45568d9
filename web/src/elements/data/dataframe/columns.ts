import type { ColumnOptions, Dataframe } from "../../../wire/elements";
import { type CellText, cellText } from "../../shared/table/cell";
import {
  type Alignment,
  alignmentOf,
  type DataColumn,
  type DataTable,
} from "../../shared/table/table";

/** A column as the grid shows it. */
export interface GridColumn {
  /** Tells columns apart, of which several may have one name. */
  readonly key: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly source: DataColumn;
  readonly text: CellText;
  readonly align: Alignment;
  /** Pixels that the script asked for. */
  readonly width: number | undefined;
}

type Options = Pick<Dataframe, "column_order" | "column_config">;

const WIDTHS = { small: 75, medium: 200, large: 400 } as const;

/** The columns that are shown, in order. */
export function gridColumns(table: DataTable, options: Options): GridColumn[] {
  return chosen(table, options.column_order).flatMap((source, index) => {
    const config = options.column_config[source.name] ?? {};
    return config.hidden === true ? [] : [gridColumn(source, index, table.rows, config)];
  });
}

function chosen(table: DataTable, order: readonly string[] | undefined): readonly DataColumn[] {
  if (order === undefined) return table.columns;
  return order.flatMap((name) => table.columns.filter((column) => column.name === name));
}

function gridColumn(
  source: DataColumn,
  index: number,
  rows: number,
  config: ColumnOptions,
): GridColumn {
  const { width } = config;
  return {
    key: `${index} ${source.name}`,
    label: config.label ?? source.name,
    help: config.help,
    source,
    text: cellText(source, rows, config.format),
    align: alignmentOf(source.kind),
    width: typeof width === "string" ? WIDTHS[width] : width,
  };
}
