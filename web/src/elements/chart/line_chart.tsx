import { object } from "../../protocol/check";
import type { LineChartProps } from "../../wire/elements";
import { defineElement } from "../render/element";
import { ChartElement } from "./simple/ChartElement";
import { chartFields } from "./simple/fields";

export default defineElement(object<LineChartProps>(chartFields), ({ props }) => (
  <ChartElement mark="line" {...props} />
));
