import {
  bool,
  type Check,
  either,
  list,
  num,
  object,
  oneOf,
  optional,
  record,
  text,
} from "../../../protocol/check";
import type { ColumnOptions, Dataframe, SelectionMode } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { height, width } from "../../shared/fields";
import { payload } from "../../shared/table/payload";
import { TableBoundary } from "../../shared/table/TableBoundary";
import { DataGrid, ROW_HEIGHT } from "./DataGrid";
import { autoHeight } from "./Grid";

const columnOptions = object<ColumnOptions>({
  label: optional(text),
  width: optional(either(num, oneOf("small", "medium", "large"))),
  help: optional(text),
  format: optional(text),
  hidden: optional(bool),
});

const mode = oneOf(
  "multi-row",
  "single-row",
  "multi-column",
  "single-column",
  "multi-cell",
  "single-cell",
);

/** The default mode is left out, also where a cache has kept what was drawn. */
const modes: Check<SelectionMode[]> = (value, at) =>
  value === undefined ? ["multi-row"] : list(mode)(value, at);

const dataframe = object<Dataframe>({
  data: payload,
  width: width,
  height: height,
  hide_index: bool,
  column_order: optional(list(text)),
  column_config: record(columnOptions),
  row_height: optional(num),
  placeholder: optional(text),
  alt: optional(text),
  selection_mode: modes,
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
