import { bool, either, list, optional, text } from "../../../protocol/check";
import { height, width } from "../../shared/fields";
import { payload } from "../../shared/table/payload";

/** What all simple charts have. */
export const chartFields = {
  data: payload,
  x: optional(text),
  y: list(text),
  x_label: optional(text),
  y_label: optional(text),
  color: optional(list(text)),
  width: width,
  height: height,
  alt: optional(text),
};

export const stack = optional(either(bool, text));
