import { Minus, Plus } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { formatNumber } from "../../format/number";
import {
  bool,
  type Numeric,
  nullable,
  numeric,
  object,
  optional,
  text,
} from "../../protocol/check";
import { useDisabled, useSession, useWidget } from "../../session/context";
import type { TreeNode } from "../../store/node";
import control from "../../ui/control.module.css";
import { FieldFrame, problemId } from "../../ui/FieldFrame";
import { InputInstructions } from "../../ui/InputInstructions";
import type { NumberInputProps } from "../../wire/elements";
import { defineElement } from "../render/element";
import { inputFields, width } from "../shared/fields";
import {
  clamp,
  decimalsOf,
  outsideOf,
  parseNumber,
  plainNumber,
  stepped,
  stuck,
} from "./number_value";

const numberInput = object<NumberInputProps>({
  ...inputFields,
  label: text,
  min_value: optional(numeric),
  max_value: optional(numeric),
  value: optional(numeric),
  step: numeric,
  format: optional(text),
  placeholder: optional(text),
  icon: optional(text),
  required: bool,
  width: width,
  integer: bool,
});

export default defineElement(numberInput, ({ props, node }) => <Field props={props} node={node} />);

/** How long after the last step the value is sent, in milliseconds. */
const STEP_DELAY = 150;

function Field({ props, node }: { props: NumberInputProps; node: TreeNode }) {
  const { value = props.value ?? null, edit } = useWidget(node.id, nullable(numeric));
  const disabled = useDisabled(props.disabled);
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const session = useSession();
  // A message takes a line of its own, below which everything moves.
  const say = (what: string | undefined) => session.afterPress(() => setProblem(what));
  const { min_value: min, max_value: max, step, integer, format } = props;
  const [held, setHeld] = useState(value);
  // A value that is set takes the place of what was typed.
  if (held !== value) {
    setHeld(value);
    setDraft(null);
    if (!session.isPressed()) setProblem(undefined);
  }

  const show = (number: Numeric) =>
    format === undefined ? plainNumber(number, decimalsOf(step)) : formatNumber(number, format);
  const clearable = props.value === undefined && !props.required;
  const shown = draft ?? (value === null ? "" : show(value));
  const commit = () => {
    if (draft === null) return;
    const typed = parseNumber(draft, format, integer);
    if ("problem" in typed) return say(typed.problem);
    const outside = typed.value === null ? undefined : outsideOf(typed.value, min, max);
    say(outside);
    if (outside !== undefined) return;
    // Only a field whose default is none can be empty.
    const empties = typed.value !== null || props.value === undefined;
    if (typed.value !== value && empties) edit(typed.value);
    setDraft(null);
  };
  const move = (direction: 1 | -1) => {
    const typed = draft === null ? { value } : parseNumber(draft, format, integer);
    const from = "problem" in typed ? value : typed.value;
    const next = clamp(stepped(from, direction, min ?? 0, step, integer), min, max);
    setDraft(null);
    const stays = from !== null && next === from && next !== min && next !== max;
    setProblem(stays ? stuck(direction, integer) : undefined);
    edit(next, STEP_DELAY);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      move(event.key === "ArrowUp" ? 1 : -1);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) commit();
    else if (event.key === "Escape" && (draft !== null || value !== null)) {
      setDraft(null);
      setProblem(undefined);
      if (clearable && value !== null) edit(null);
    }
  };
  const stepButton = (direction: 1 | -1) => {
    const limit = direction === 1 ? max : min;
    const Sign = direction === 1 ? Plus : Minus;
    return (
      <button
        type="button"
        // The arrow keys do the same, so the buttons are not in the Tab order.
        tabIndex={-1}
        className={`${control.step} ${control.spare}`}
        aria-label={direction === 1 ? "Increase" : "Decrease"}
        aria-controls={id}
        disabled={disabled || (limit !== undefined && value === limit)}
        data-testid={direction === 1 ? "stNumberInputStepUp" : "stNumberInputStepDown"}
        onClick={() => move(direction)}
      >
        <Sign size={15} aria-hidden="true" />
      </button>
    );
  };
  return (
    <FieldFrame
      name="stNumberInput"
      boxTestId="stNumberInputContainer"
      boxClass={control.sized}
      id={id}
      field={props}
      disabled={disabled}
      problem={problem}
      instructions={<InputInstructions dirty={draft !== null} />}
    >
      <input
        id={id}
        className={control.input}
        type="text"
        role="spinbutton"
        inputMode={decimalsOf(step) === 0 && (min ?? -1) >= 0 ? "numeric" : "decimal"}
        autoComplete="off"
        value={shown}
        placeholder={props.placeholder}
        disabled={disabled}
        required={props.required}
        aria-valuenow={value === null ? undefined : Number(value)}
        aria-valuetext={value === null ? undefined : shown}
        aria-valuemin={min === undefined ? undefined : Number(min)}
        aria-valuemax={max === undefined ? undefined : Number(max)}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : problemId(id)}
        data-testid="stNumberInputField"
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={pressed}
      />
      {stepButton(-1)}
      {stepButton(1)}
    </FieldFrame>
  );
}
