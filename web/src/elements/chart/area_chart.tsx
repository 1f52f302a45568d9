import { object } from "../../protocol/check";
import type { AreaChartProps } from "../../wire/elements";
import { defineElement } from "../render/element";
import { ChartElement } from "./simple/ChartElement";
import { chartFields, stack } from "./simple/fields";

export default defineElement(object<AreaChartProps>({ ...chartFields, stack }), ({ props }) => (
  <ChartElement mark="area" {...props} />
));
