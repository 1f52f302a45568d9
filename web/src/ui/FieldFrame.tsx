import type { ReactNode } from "react";
import type { LabelVisibility } from "../wire/elements";
import control from "./control.module.css";
import { Icon } from "./icon/Icon";
import { WidgetLabel } from "./WidgetLabel";

/** What a field for typing is around its input: the names of its parts in `data-testid` begin with `name`. */
interface Props {
  readonly name: string;
  /** The `data-testid` of the box around the input. */
  readonly boxTestId: string;
  readonly boxClass?: string | undefined;
  /** The id of the input. */
  readonly id: string;
  readonly field: {
    readonly label: string;
    readonly label_visibility: LabelVisibility;
    readonly help?: string;
    readonly required: boolean;
    readonly icon?: string;
  };
  readonly disabled: boolean;
  /** What is wrong with what was typed; it takes the place of the instructions. */
  readonly problem: string | undefined;
  readonly instructions: ReactNode;
  /** The input, and the buttons beside it. */
  readonly children: ReactNode;
}

/** The id of the element that says what is wrong, for the input's `aria-describedby`. */
export const problemId = (id: string) => `${id}problem`;

/** Label, box, icon and foot of a field for typing. */
export function FieldFrame({
  name,
  boxTestId,
  boxClass = "",
  id,
  field,
  disabled,
  problem,
  ...parts
}: Props) {
  return (
    <div className={`${name} ${control.field}`} data-testid={name}>
      <WidgetLabel
        htmlFor={id}
        label={field.label}
        visibility={field.label_visibility}
        help={field.help}
        disabled={disabled}
        required={field.required}
      />
      <div
        className={`${control.box} ${boxClass}`}
        data-disabled={disabled || undefined}
        data-invalid={problem !== undefined || undefined}
        data-testid={boxTestId}
      >
        {field.icon === undefined ? null : (
          <span className={control.icon}>
            <Icon icon={field.icon} testId={`${name}Icon`} />
          </span>
        )}
        {parts.children}
      </div>
      {problem === undefined ? (
        parts.instructions
      ) : (
        <div id={problemId(id)} className={control.error} role="alert">
          {problem}
        </div>
      )}
    </div>
  );
}
