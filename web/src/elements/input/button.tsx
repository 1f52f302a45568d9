import { useEffect, useRef } from "react";
import { Focusable } from "react-aria-components/Focusable";
import { TooltipTrigger } from "react-aria-components/Tooltip";
import { bool, object, oneOf, optional, text } from "../../protocol/check";
import { useDisabled, useSession } from "../../session/context";
import type { TreeNode } from "../../store/node";
import styles from "../../ui/button.module.css";
import { HelpTooltip } from "../../ui/Help";
import { Icon } from "../../ui/icon/Icon";
import { Markdown } from "../../ui/markdown/Markdown";
import { matchesShortcut, shortcutLabel } from "../../ui/shortcut";
import type { Button } from "../../wire/elements";
import { defineElement } from "../render/element";
import { widgetFields, width } from "../shared/fields";

const button = object<Button>({
  ...widgetFields,
  label: text,
  type: oneOf("primary", "secondary", "tertiary"),
  icon: optional(text),
  icon_position: oneOf("left", "right"),
  width: width,
  shortcut: optional(text),
  wrap: bool,
});

export default defineElement(button, ({ props, node }) => <Push props={props} node={node} />);

function Push({ props, node }: { props: Button; node: TreeNode }) {
  const { widgets } = useSession();
  const disabled = useDisabled(props.disabled);
  const { shortcut, help } = props;
  const place = useRef<HTMLButtonElement>(null);
  const click = () => {
    if (node.id !== null) widgets.trigger(node.id, true);
  };
  useEffect(() => {
    if (shortcut === undefined) return;
    const pressed = (event: KeyboardEvent) => {
      if (!matchesShortcut(event, shortcut)) return;
      event.preventDefault();
      place.current?.click();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [shortcut]);
  const icon = props.icon === undefined ? null : <Icon icon={props.icon} />;
  const control = (
    <button
      ref={place}
      type="button"
      className={styles.button}
      data-type={props.type}
      data-stretch={props.width !== "content" || undefined}
      data-wrap={props.wrap || undefined}
      data-testid={`stBaseButton-${props.type}`}
      disabled={disabled}
      onClick={click}
    >
      {props.icon_position === "left" ? icon : null}
      {props.label === "" ? null : <Markdown inline source={props.label} />}
      {props.icon_position === "right" ? icon : null}
      {shortcut === undefined ? null : (
        <kbd className={styles.shortcut}>{shortcutLabel(shortcut)}</kbd>
      )}
    </button>
  );
  return (
    <div className="stButton" data-testid="stButton">
      {help === undefined ? (
        control
      ) : (
        <TooltipTrigger delay={300}>
          <Focusable>{control}</Focusable>
          <HelpTooltip text={help} />
        </TooltipTrigger>
      )}
    </div>
  );
}
