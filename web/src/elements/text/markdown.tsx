import { bool, object, optional, text } from "../../protocol/check";
import { MarkdownBlock } from "../../ui/MarkdownBlock";
import type { Markdown } from "../../wire/elements";
import { defineElement } from "../render/element";
import { textAlignment, width } from "../shared/fields";

const markdown = object<Markdown>({
  body: text,
  unsafe_allow_html: bool,
  help: optional(text),
  width: width,
  text_alignment: textAlignment,
  anchors: bool,
  wrap: bool,
});

export default defineElement(markdown, ({ props }) => (
  <MarkdownBlock {...props} html={props.unsafe_allow_html} />
));
