import { bool, either, fallback, num, oneOf, optional, text } from "../../protocol/check";

/** The checks of parameters that many commands have. A boolean that is false is left out. */
export const flag = fallback(bool, false);
export const width = either(num, oneOf("stretch", "content"));
export const height = width;
export const textAlignment = fallback(oneOf("left", "center", "right", "justify"), "left");
export const gap = fallback(text, "small");

/** What all widgets have. */
export const widgetFields = { help: optional(text), disabled: flag };

/** What all widgets with a lasting value have. */
export const inputFields = {
  ...widgetFields,
  label_visibility: fallback(oneOf("visible", "hidden", "collapsed"), "visible"),
};
