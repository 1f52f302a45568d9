import { Minus, Plus } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { formatNumber } from "../../format/number";
import { fallback, nullable, num, object, optional, text } from "../../protocol/check";
import { useDisabled, useWidget } from "../../session/context";
import type { TreeNode } from "../../store/node";
import control from "../../ui/control.module.css";
import { FieldFrame, problemId } from "../../ui/FieldFrame";
import { InputInstructions } from "../../ui/InputInstructions";
import type { NumberInput } from "../../wire/elements";
import { defineElement } from "../render/element";
import { flag, inputFields, width } from "../shared/fields";
import { clamp, decimalsOf, parseNumber, stepped } from "./number_value";

const numberInput = object<NumberInput>({
  ...inputFields,
  label: text,
  min_value: optional(num),
  max_value: optional(num),
  value: nullable(num),
  step: optional(num),
  format: optional(text),
  placeholder: optional(text),
  icon: optional(text),
  required: flag,
  width: fallback(width, "stretch"),
});

export default defineElement(numberInput, ({ props, node }) => <Field props={props} node={node} />);

/** How long after the last step the value is sent, in milliseconds. */
const STEP_DELAY = 150;

function Field({ props, node }: { props: NumberInput; node: TreeNode }) {
  const { value = props.value, edit } = useWidget(node.id, nullable(num));
  const disabled = useDisabled(props.disabled);
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const { min_value: min, max_value: max, step = 1 } = props;
  const [held, setHeld] = useState(value);
  // A value that is set takes the place of what was typed.
  if (held !== value) {
    setHeld(value);
    setDraft(null);
    setProblem(undefined);
  }

  const shown =
    draft ?? (value === null ? "" : formatNumber(value, props.format ?? plainFormat(step)));
  const commit = () => {
    if (draft === null) return;
    const parsed = parseNumber(draft, props.format);
    if (parsed === undefined) {
      setProblem("Please enter a number.");
      return;
    }
    const outside = parsed === null ? undefined : outsideOf(parsed, min, max);
    setProblem(outside);
    if (outside !== undefined) return;
    // Only a field whose default is none can be empty.
    const empties = parsed !== null || props.value === null;
    if (parsed !== value && empties) edit(parsed);
    setDraft(null);
  };
  const move = (direction: number) => {
    const typed = draft === null ? value : parseNumber(draft, props.format);
    const next = clamp(stepped(typed ?? null, direction * step, min ?? 0, step), min, max);
    setDraft(null);
    setProblem(undefined);
    edit(next, STEP_DELAY);
  };
  const pressed = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction !== undefined) {
      event.preventDefault();
      move(direction);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) commit();
    else if (event.key === "Escape" && draft !== null) {
      setDraft(null);
      setProblem(undefined);
    }
  };
  const stepButton = (direction: 1 | -1) => {
    const limit = direction === 1 ? max : min;
    const Sign = direction === 1 ? Plus : Minus;
    return (
      <button
        type="button"
        // The arrow keys do the same, so the buttons are no stops of the Tab key.
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
        aria-valuenow={value ?? undefined}
        aria-valuetext={value === null ? undefined : shown}
        aria-valuemin={min}
        aria-valuemax={max}
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

/** Without a format, whole steps show whole numbers and others as many decimals as they have. */
function plainFormat(step: number): string | undefined {
  const decimals = decimalsOf(step);
  return decimals === 0 ? undefined : `%.${decimals}f`;
}

function outsideOf(value: number, min?: number, max?: number): string | undefined {
  if (min !== undefined && value < min) return `Must be at least ${min}.`;
  if (max !== undefined && value > max) return `Must be at most ${max}.`;
  return undefined;
}
