import { bool, object, optional, text } from "../../../protocol/check";
import type { StaticTable } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { height, width } from "../../shared/fields";
import { payload } from "../../shared/table/payload";
import { TableBoundary } from "../../shared/table/TableBoundary";
import { StaticTableView } from "./StaticTableView";

const table = object<StaticTable>({
  data: payload,
  border: bool,
  width: width,
  height: height,
  hide_index: bool,
  hide_header: bool,
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
