import { bool, either, nullable, optional, text } from "../../protocol/check";
import { textAlignment, width } from "../shared/fields";

/** The parameters of `st.title`, and of the two other headings with `divider`. */
export const titleFields = {
  body: text,
  anchor: nullable(either(bool, text)),
  help: optional(text),
  icon: optional(text),
  width: width,
  text_alignment: textAlignment,
  wrap: bool,
};

export const headerFields = { ...titleFields, divider: either(bool, text) };
