import { bool, either, fallback, object, text } from "../../protocol/check";
import type { BarChart } from "../../wire/elements";
import { defineElement } from "../render/element";
import { flag } from "../shared/fields";
import { ChartElement } from "./simple/ChartElement";
import { chartFields, stack } from "./simple/fields";

const barChart = object<BarChart>({
  ...chartFields,
  horizontal: flag,
  sort: fallback(either(bool, text), true),
  stack,
});

export default defineElement(barChart, ({ props }) => <ChartElement mark="bar" {...props} />);
