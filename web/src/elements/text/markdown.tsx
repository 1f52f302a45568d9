import { fallback, object, optional, text } from "../../protocol/check";
import { MarkdownBlock } from "../../ui/MarkdownBlock";
import type { Markdown } from "../../wire/elements";
import { defineElement } from "../render/element";
import { flag, textAlignment, width } from "../shared/fields";

const markdown = object<Markdown>({
  body: text,
  unsafe_allow_html: flag,
  help: optional(text),
  width: fallback(width, "stretch"),
  text_alignment: textAlignment,
  anchors: flag,
  wrap: flag,
});

export default defineElement(markdown, ({ props }) => (
  <MarkdownBlock {...props} html={props.unsafe_allow_html} />
));
