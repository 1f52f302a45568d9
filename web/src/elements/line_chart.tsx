import { object } from "../protocol/check";
import type { LineChart } from "../wire/elements";
import { ChartElement } from "./chart/ChartElement";
import { chartFields } from "./chart/fields";
import { defineElement } from "./element";

export default defineElement(object<LineChart>(chartFields), ({ props }) => (
  <ChartElement mark="line" {...props} />
));
