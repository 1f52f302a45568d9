import { useMemo } from "react";
import { CopyButton } from "../../../ui/CopyButton";
import type { Json } from "../../../wire/elements";
import styles from "./JsonView.module.css";
import { type JsonNode, JsonProblem, parseJson, prettyJson } from "./parse";
import { Tree } from "./Tree";

type Read = { readonly node: JsonNode } | { readonly problem: string };

/** `st.json`: a value as a tree; a string that is not JSON as it is, with what is wrong. */
export function JsonView({ body, expanded }: Json) {
  const read = useMemo(() => readJson(body), [body]);
  return (
    <div className={`stJson ${styles.box}`} data-testid="stJson">
      {"node" in read ? (
        <>
          <Tree root={read.node} expanded={expanded} />
          <CopyButton text={prettyJson(read.node)} className={styles.copy ?? ""} />
        </>
      ) : (
        <>
          <div role="alert" className={styles.problem}>
            <strong>This is not JSON.</strong> {read.problem}
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus */}
          <pre className={styles.source} tabIndex={0}>
            {body}
          </pre>
        </>
      )}
    </div>
  );
}

function readJson(body: string): Read {
  try {
    return { node: parseJson(body) };
  } catch (error) {
    if (error instanceof JsonProblem) return { problem: error.message };
    throw error;
  }
}
