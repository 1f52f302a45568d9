import type { ReactNode } from "react";
import type { LabelVisibility } from "../wire/elements";
import { Help } from "./Help";
import { Markdown } from "./markdown/Markdown";
import styles from "./WidgetLabel.module.css";

interface Props {
  readonly label: string;
  readonly visibility: LabelVisibility;
  readonly help?: string | undefined;
  readonly disabled: boolean;
  readonly required?: boolean;
  /** The id of the control that it labels, or nothing when `id` is referred to instead. */
  readonly htmlFor?: string;
  readonly id?: string;
  readonly children?: ReactNode;
}

/** The label above a widget. One that is not visible still names the widget. */
export function WidgetLabel(props: Props) {
  const { label, visibility, help, disabled, required, htmlFor, id, children } = props;
  const text = (
    <>
      <Markdown inline source={label} />
      {required ? (
        <span className={styles.required} aria-hidden="true" data-testid="stWidgetLabelRequired">
          *
        </span>
      ) : null}
    </>
  );
  return (
    <div
      className={styles.row}
      data-visibility={visibility}
      data-disabled={disabled || undefined}
      data-testid="stWidgetLabel"
    >
      {htmlFor === undefined ? (
        <span id={id} className={styles.label}>
          {text}
        </span>
      ) : (
        <label id={id} htmlFor={htmlFor} className={styles.label}>
          {text}
        </label>
      )}
      {help !== undefined && visibility === "visible" ? <Help text={help} /> : null}
      {children}
    </div>
  );
}
