import { object } from "../protocol/check";
import type { AreaChart } from "../wire/elements";
import { ChartElement } from "./chart/ChartElement";
import { chartFields, stack } from "./chart/fields";
import { defineElement } from "./element";

export default defineElement(object<AreaChart>({ ...chartFields, stack }), ({ props }) => (
  <ChartElement mark="area" {...props} />
));
