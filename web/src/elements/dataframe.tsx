import {
  either,
  fallback,
  list,
  num,
  object,
  oneOf,
  optional,
  record,
  text,
} from "../protocol/check";
import type { ColumnOptions, Dataframe } from "../wire/elements";
import { payload } from "./data/payload";
import { TableBoundary } from "./data/TableBoundary";
import { defineElement } from "./element";
import { flag, height, width } from "./fields";
import { DataGrid, ROW_HEIGHT } from "./grid/DataGrid";
import { autoHeight } from "./grid/Grid";

const columnOptions = object<ColumnOptions>({
  label: optional(text),
  width: optional(either(num, oneOf("small", "medium", "large"))),
  help: optional(text),
  format: optional(text),
  hidden: optional(flag),
});

const mode = oneOf(
  "multi-row",
  "single-row",
  "multi-column",
  "single-column",
  "multi-cell",
  "single-cell",
);

const dataframe = object<Dataframe>({
  data: payload,
  width: fallback(width, "stretch"),
  height: fallback(height, "content"),
  hide_index: flag,
  column_order: optional(list(text)),
  column_config: fallback(record(columnOptions), {}),
  row_height: optional(num),
  placeholder: optional(text),
  alt: optional(text),
  selection_mode: fallback(list(mode), ["multi-row"]),
});

export default defineElement(dataframe, ({ props, node }) => (
  <TableBoundary
    kind="dataframe"
    payload={props.data}
    height={
      typeof props.height === "number"
        ? props.height
        : autoHeight(10, props.row_height ?? ROW_HEIGHT)
    }
  >
    {(table) => <DataGrid table={table} props={props} id={node.id} hash={node.hash} />}
  </TableBoundary>
));
