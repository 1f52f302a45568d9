import { useLayoutEffect, useRef } from "react";
import { bool, object, optional, text } from "../../../protocol/check";
import { CopyButton } from "../../../ui/CopyButton";
import { highlightInto } from "../../../ui/code/highlight";
import { intoLines } from "../../../ui/code/lines";
import type { Code } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { height, width } from "../../shared/fields";
import styles from "./code.module.css";
import "../../../ui/markdown/markdown.css";

const code = object<Code>({
  body: text,
  language: optional(text),
  line_numbers: bool,
  wrap_lines: bool,
  height: height,
  width: width,
});

export default defineElement(code, ({ props }) => <CodeBlock {...props} />);

function CodeBlock({ body, language, line_numbers, wrap_lines, height: size }: Code) {
  const place = useRef<HTMLElement>(null);
  const source = body.replace(/^\n+|\s+$/g, "");
  useLayoutEffect(() => {
    const node = place.current;
    if (node === null) return;
    node.textContent = source;
    const done = () => {
      // A line that wraps takes its number along.
      if (line_numbers && wrap_lines) intoLines(node);
    };
    if (language === undefined) done();
    else void highlightInto(node, source, language).then(done);
  }, [source, language, line_numbers, wrap_lines]);
  const lines = source.split("\n").length;
  return (
    <div
      className={`stCode ${styles.block}`}
      data-testid="stCode"
      style={typeof size === "number" ? { height: size } : undefined}
    >
      {/* The block scrolls, so the keyboard must be able to reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus */}
      <pre className={styles.pre} data-wrap={wrap_lines || undefined} tabIndex={0}>
        {line_numbers && !wrap_lines ? (
          <span className={styles.numbers} aria-hidden="true">
            {Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join("")}
          </span>
        ) : null}
        <code ref={place} className={styles.code} style={{ "--digits": String(lines).length }} />
      </pre>
      <CopyButton text={source} over />
    </div>
  );
}
