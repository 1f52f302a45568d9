import { fallback, object, optional, text } from "../protocol/check";
import type { StaticTable } from "../wire/elements";
import { payload } from "./data/payload";
import { TableBoundary } from "./data/TableBoundary";
import { defineElement } from "./element";
import { flag, height, width } from "./fields";
import { StaticTableView } from "./table/StaticTableView";

const table = object<StaticTable>({
  data: payload,
  border: flag,
  width: fallback(width, "stretch"),
  height: fallback(height, "content"),
  hide_index: flag,
  hide_header: flag,
  alt: optional(text),
});

export default defineElement(table, ({ props }) => (
  <TableBoundary
    kind="table"
    payload={props.data}
    height={typeof props.height === "number" ? props.height : 200}
  >
    {(data) => <StaticTableView table={data} props={props} />}
  </TableBoundary>
));
