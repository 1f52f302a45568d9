import { fallback, object, optional, text } from "../../protocol/check";
import { MarkdownBlock } from "../../ui/MarkdownBlock";
import type { Caption } from "../../wire/elements";
import { defineElement } from "../render/element";
import { flag, textAlignment, width } from "../shared/fields";

const caption = object<Caption>({
  body: text,
  unsafe_allow_html: flag,
  help: optional(text),
  width: fallback(width, "stretch"),
  text_alignment: textAlignment,
  wrap: flag,
});

export default defineElement(caption, ({ props }) => (
  <MarkdownBlock {...props} html={props.unsafe_allow_html} caption />
));
