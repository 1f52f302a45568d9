import { ChevronRight } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { fallback, object, optional, text } from "../protocol/check";
import type { TreeNode } from "../store/node";
import { Icon } from "../ui/icon/Icon";
import { Markdown } from "../ui/markdown/Markdown";
import type { Expander } from "../wire/elements";
import { Children } from "./Children";
import { defineElement } from "./element";
import styles from "./expander.module.css";
import { flag, width } from "./fields";
import { gapStyle } from "./gap";
import { keyClass } from "./key";
import layout from "./layout.module.css";
import { widthProps } from "./size";

const expander = object<Expander>({
  label: text,
  expanded: flag,
  icon: optional(text),
  width: fallback(width, "stretch"),
});

export default defineElement(expander, ({ props, node }) => <Fold props={props} node={node} />);

function Fold({ props, node }: { props: Expander; node: TreeNode }) {
  const [open, setOpen] = useState(props.expanded);
  const [given, setGiven] = useState(props.expanded);
  // The script's word counts when it changes; until then the user's does.
  if (given !== props.expanded) {
    setGiven(props.expanded);
    setOpen(props.expanded);
  }
  const toggled = (event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open);
  return (
    <div
      className={`stLayoutWrapper ${layout.wrapper} ${keyClass(node.key)}`}
      data-testid="stLayoutWrapper"
      {...widthProps(props.width)}
    >
      <div className="stExpander" data-testid="stExpander">
        <details className={styles.details} open={open} onToggle={toggled}>
          <summary className={styles.summary}>
            <ChevronRight
              className={styles.chevron}
              size={16}
              aria-hidden="true"
              data-testid="stExpanderToggleIcon"
            />
            {props.icon === undefined ? null : <Icon icon={props.icon} testId="stExpanderIcon" />}
            <Markdown inline source={props.label} />
          </summary>
          <div className={styles.body} data-testid="stExpanderDetails">
            <div
              className={`stVerticalBlock ${layout.vertical}`}
              data-testid="stVerticalBlock"
              style={gapStyle("small")}
            >
              <Children node={node} />
            </div>
          </div>
        </details>
      </div>
    </div>
  );
}
