import { fallback, list, num, object, oneOf, optional, text } from "../../../protocol/check";
import type { Metric } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { flag, height, width } from "../../shared/fields";
import { MetricView } from "./MetricView";

const metric = object<Metric>({
  label: text,
  value: text,
  delta: optional(text),
  delta_color: fallback(oneOf("normal", "inverse", "off"), "normal"),
  help: optional(text),
  icon: optional(text),
  label_visibility: fallback(oneOf("visible", "hidden", "collapsed"), "visible"),
  border: flag,
  width: fallback(width, "stretch"),
  height: fallback(height, "content"),
  chart_data: fallback(list(num), []),
  chart_type: fallback(oneOf("line", "area", "bar"), "line"),
  delta_arrow: fallback(oneOf("auto", "up", "down", "off"), "auto"),
  format: optional(text),
  delta_description: optional(text),
});

export default defineElement(metric, ({ props }) => <MetricView {...props} />);
