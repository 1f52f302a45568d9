import { ChevronRight } from "lucide-react";
import type { SyntheticEvent } from "react";
import { bool, object, oneOf, optional, text } from "../../../protocol/check";
import type { TreeNode } from "../../../store/node";
import { Icon } from "../../../ui/icon/Icon";
import { Markdown } from "../../../ui/markdown/Markdown";
import { Spin } from "../../../ui/Spin";
import type { Expander } from "../../../wire/elements";
import { Children } from "../../render/Children";
import { defineElement } from "../../render/element";
import { width } from "../../shared/fields";
import { gapStyle } from "../../shared/gap";
import { keyClass } from "../../shared/key";
import layout from "../../shared/layout.module.css";
import { widthProps } from "../../shared/size";
import { nameOf, useOpening } from "../opening";
import styles from "./expander.module.css";

const expander = object<Expander>({
  label: text,
  expanded: bool,
  icon: optional(text),
  type: oneOf("default", "compact", "step"),
  width: width,
});

export default defineElement(expander, ({ props, node }) => <Fold props={props} node={node} />);

function Fold({ props, node }: { props: Expander; node: TreeNode }) {
  const [open, setOpen] = useOpening(
    node.id,
    bool,
    props.expanded,
    // Another one in its place opens as the script says. One with a key is the same by that.
    `${node.key ?? nameOf(props.label)} ${props.expanded}`,
  );
  const toggled = (event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open);
  const isStep = props.type === "step";
  const chevron = (
    <ChevronRight
      className={styles.chevron}
      size={16}
      aria-hidden="true"
      data-testid={isStep ? "stExpanderStepChevron" : "stExpanderToggleIcon"}
    />
  );
  return (
    <div
      className={`stLayoutWrapper ${layout.wrapper} ${styles.wrapper} ${keyClass(node.key)}`}
      data-testid="stLayoutWrapper"
      data-step={isStep || undefined}
      {...widthProps(props.width)}
    >
      <div className="stExpander" data-testid="stExpander">
        <details className={styles.details} data-type={props.type} open={open} onToggle={toggled}>
          <summary className={styles.summary}>
            {isStep ? <StepIcon icon={props.icon} /> : chevron}
            {isStep || props.icon === undefined ? null : <FoldIcon icon={props.icon} />}
            <Markdown inline source={props.label} />
            {isStep ? chevron : null}
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
        {isStep ? (
          <div
            className={styles.connector}
            data-testid="stExpanderStepConnector"
            aria-hidden="true"
          />
        ) : null}
      </div>
    </div>
  );
}

function FoldIcon({ icon }: { icon: string }) {
  if (icon === "spinner") return <Spin testId="stExpanderIconSpinner" />;
  return <Icon icon={icon} testId="stExpanderIcon" />;
}

/** The mark of a step on the line that joins it with the next; a dot where the script gives none. */
function StepIcon({ icon }: { icon: string | undefined }) {
  return (
    <span className={styles.mark} data-testid="stExpanderStepIcon">
      {icon === undefined ? <span className={styles.dot} /> : <FoldIcon icon={icon} />}
    </span>
  );
}
