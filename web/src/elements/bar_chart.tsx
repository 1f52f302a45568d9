import { bool, either, fallback, object, text } from "../protocol/check";
import type { BarChart } from "../wire/elements";
import { ChartElement } from "./chart/ChartElement";
import { chartFields, stack } from "./chart/fields";
import { defineElement } from "./element";
import { flag } from "./fields";

const barChart = object<BarChart>({
  ...chartFields,
  horizontal: flag,
  sort: fallback(either(bool, text), true),
  stack,
});

export default defineElement(barChart, ({ props }) => <ChartElement mark="bar" {...props} />);
