import type { Align } from "../wire/elements";
import { Help } from "./Help";
import styles from "./MarkdownBlock.module.css";
import { Markdown } from "./markdown/Markdown";

interface Props {
  readonly body: string;
  readonly html: boolean;
  readonly help?: string | undefined;
  readonly text_alignment: Align;
  readonly anchors?: boolean;
  readonly wrap: boolean;
  readonly caption?: boolean;
}

/** `st.markdown` and `st.caption`. */
export function MarkdownBlock(props: Props) {
  const { body, html, help, text_alignment, anchors = false, wrap, caption = false } = props;
  return (
    <div
      className={`stMarkdown ${styles.block}`}
      data-testid="stMarkdown"
      data-align={text_alignment}
      data-wrap={wrap || undefined}
    >
      <div
        className={styles.text}
        data-caption={caption || undefined}
        data-testid={caption ? "stCaptionContainer" : undefined}
      >
        <Markdown source={body} html={html} anchors={anchors} />
      </div>
      {help === undefined ? null : <Help text={help} />}
    </div>
  );
}
