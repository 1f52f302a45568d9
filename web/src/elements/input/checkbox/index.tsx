import { Check } from "lucide-react";
import { bool, object, text } from "../../../protocol/check";
import { useDisabled, useWidget } from "../../../session/context";
import type { TreeNode } from "../../../store/node";
import { Help } from "../../../ui/Help";
import { Markdown } from "../../../ui/markdown/Markdown";
import tick from "../../../ui/tick.module.css";
import type { Checkbox } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { inputFields, width } from "../../shared/fields";
import styles from "./checkbox.module.css";

const checkbox = object<Checkbox>({
  ...inputFields,
  label: text,
  value: bool,
  width: width,
  wrap: bool,
});

export default defineElement(checkbox, ({ props, node }) => <Box props={props} node={node} />);

function Box({ props, node }: { props: Checkbox; node: TreeNode }) {
  const { value = props.value, edit } = useWidget(node.id, bool);
  const disabled = useDisabled(props.disabled);
  return (
    <div className={`stCheckbox ${styles.row}`} data-testid="stCheckbox">
      <label className={tick.option} data-disabled={disabled || undefined}>
        <input
          type="checkbox"
          className={`${tick.input} ${styles.input}`}
          checked={value}
          disabled={disabled}
          onChange={(event) => edit(event.currentTarget.checked)}
        />
        <span className={`${tick.mark} ${styles.box}`} aria-hidden="true">
          <Check size={13} strokeWidth={3.2} />
        </span>
        <span
          className={styles.text}
          data-visibility={props.label_visibility}
          data-wrap={props.wrap || undefined}
          data-testid="stWidgetLabel"
        >
          <Markdown inline source={props.label} />
        </span>
      </label>
      {props.help === undefined ? null : <Help text={props.help} />}
    </div>
  );
}
