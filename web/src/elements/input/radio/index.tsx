import { useId } from "react";
import { bool, int, list, nullable, object, optional, text } from "../../../protocol/check";
import { useDisabled, useWidget } from "../../../session/context";
import type { TreeNode } from "../../../store/node";
import { Markdown } from "../../../ui/markdown/Markdown";
import tick from "../../../ui/tick.module.css";
import { WidgetLabel } from "../../../ui/WidgetLabel";
import type { RadioProps } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { chosen, chosenAt, placeOf } from "../../shared/choice";
import { inputFields, width } from "../../shared/fields";
import styles from "./radio.module.css";

const radio = object<RadioProps>({
  ...inputFields,
  label: text,
  options: list(text),
  index: optional(int),
  horizontal: bool,
  captions: optional(list(text)),
  names: optional(list(text)),
  width: width,
});

export default defineElement(radio, ({ props, node }) => <Choice props={props} node={node} />);

function Choice({ props, node }: { props: RadioProps; node: TreeNode }) {
  const names = props.names ?? props.options;
  const initial = props.index === undefined ? null : chosenAt(props.index, names);
  const { value = initial, edit } = useWidget(node.id, nullable(chosen));
  const place = value === null ? -1 : placeOf(value, names);
  const disabled = useDisabled(props.disabled);
  const name = useId();
  const captions = props.captions ?? [];
  return (
    <div className="stRadio" data-testid="stRadio">
      <WidgetLabel
        id={`${name}label`}
        label={props.label}
        visibility={props.label_visibility}
        help={props.help}
        disabled={disabled}
      />
      <div
        role="radiogroup"
        aria-labelledby={`${name}label`}
        className={styles.group}
        data-horizontal={props.horizontal || undefined}
        data-testid="stRadioGroup"
      >
        {props.options.map((option, index) => (
          <label
            key={index}
            className={`${tick.option} ${styles.option}`}
            data-disabled={disabled || undefined}
            data-testid="stRadioOption"
          >
            <input
              type="radio"
              name={name}
              className={`${tick.input} ${styles.input}`}
              checked={place === index}
              disabled={disabled}
              aria-describedby={captions[index] ? `${name}caption${index}` : undefined}
              aria-labelledby={`${name}option${index}`}
              onChange={() => edit(chosenAt(index, names))}
            />
            <span className={`${tick.mark} ${styles.dot}`} aria-hidden="true" />
            <span className={styles.text}>
              <span id={`${name}option${index}`}>
                <Markdown inline source={option} />
              </span>
              {captions[index] ? (
                <span
                  id={`${name}caption${index}`}
                  className={styles.caption}
                  data-testid="stRadioCaption"
                >
                  <Markdown inline source={captions[index]} />
                </span>
              ) : null}
            </span>
          </label>
        ))}
        {props.options.length === 0 ? (
          <span className={styles.caption}>No options to select</span>
        ) : null}
      </div>
    </div>
  );
}
