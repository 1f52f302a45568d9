import { bool, either, object, text } from "../../protocol/check";
import type { BarChartProps } from "../../wire/elements";
import { defineElement } from "../render/element";
import { ChartElement } from "./simple/ChartElement";
import { chartFields, stack } from "./simple/fields";

const barChart = object<BarChartProps>({
  ...chartFields,
  horizontal: bool,
  sort: either(bool, text),
  stack,
});

export default defineElement(barChart, ({ props }) => <ChartElement mark="bar" {...props} />);
