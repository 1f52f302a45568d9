import { bool, object, optional, text } from "../../protocol/check";
import { MarkdownBlock } from "../../ui/MarkdownBlock";
import type { Caption } from "../../wire/elements";
import { defineElement } from "../render/element";
import { textAlignment, width } from "../shared/fields";

const caption = object<Caption>({
  body: text,
  unsafe_allow_html: bool,
  help: optional(text),
  width: width,
  text_alignment: textAlignment,
  wrap: bool,
});

export default defineElement(caption, ({ props }) => (
  <MarkdownBlock {...props} html={props.unsafe_allow_html} caption />
));
