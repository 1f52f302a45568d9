import { bool, list, num, object, oneOf, optional, text } from "../../../protocol/check";
import type { Metric } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { height, width } from "../../shared/fields";
import { MetricView } from "./MetricView";

const metric = object<Metric>({
  label: text,
  value: text,
  delta: optional(text),
  delta_color: oneOf("normal", "inverse", "off"),
  help: optional(text),
  icon: optional(text),
  label_visibility: oneOf("visible", "hidden", "collapsed"),
  border: bool,
  width: width,
  height: height,
  chart_data: list(num),
  chart_type: oneOf("line", "area", "bar"),
  delta_arrow: oneOf("auto", "up", "down", "off"),
  format: optional(text),
  delta_description: optional(text),
});

export default defineElement(metric, ({ props }) => <MetricView {...props} />);
