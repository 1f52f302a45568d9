import { bool, either, fallback, nullable, optional, text } from "../../protocol/check";
import { flag, textAlignment, width } from "../shared/fields";

/** The parameters of `st.title`, and of the two other headings with `divider`. */
export const titleFields = {
  body: text,
  anchor: nullable(either(bool, text)),
  help: optional(text),
  icon: optional(text),
  width: fallback(width, "stretch"),
  text_alignment: textAlignment,
  wrap: flag,
};

export const headerFields = { ...titleFields, divider: fallback(either(bool, text), false) };
