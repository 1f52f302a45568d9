import { bool, either, num, oneOf, optional, text } from "../../protocol/check";

/** The checks of parameters that many commands have. */
export const width = either(num, oneOf("stretch", "content"));
export const height = width;
export const textAlignment = oneOf("left", "center", "right", "justify");
export const gap = oneOf(
  "none",
  "xxsmall",
  "xsmall",
  "small",
  "medium",
  "large",
  "xlarge",
  "xxlarge",
);

/** What all widgets have. */
export const widgetFields = { help: optional(text), disabled: bool };

/** What all widgets with a lasting value have. */
export const inputFields = {
  ...widgetFields,
  label_visibility: oneOf("visible", "hidden", "collapsed"),
};
