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
} from "../../../protocol/check";
import type { ColumnOptions, Dataframe } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { flag, height, width } from "../../shared/fields";
import { payload } from "../../shared/table/payload";
import { TableBoundary } from "../../shared/table/TableBoundary";
import { DataGrid, ROW_HEIGHT } from "./DataGrid";
import { autoHeight } from "./Grid";

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
