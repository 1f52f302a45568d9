import { Eye, EyeOff } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { bool, int, nullable, object, oneOf, optional, text } from "../../protocol/check";
import { useDisabled, useSession, useWidget } from "../../session/context";
import type { TreeNode } from "../../store/node";
import control from "../../ui/control.module.css";
import { FieldFrame, problemId } from "../../ui/FieldFrame";
import { InputInstructions } from "../../ui/InputInstructions";
import type { TextInput } from "../../wire/elements";
import { defineElement } from "../render/element";
import { inputFields, width } from "../shared/fields";

/** How long typing must pause before a live field is sent, in milliseconds. */
const LIVE_DELAY = 250;

const textInput = object<TextInput>({
  ...inputFields,
  label: text,
  value: optional(text),
  max_chars: optional(int),
  type: oneOf("default", "password"),
  autocomplete: optional(text),
  placeholder: optional(text),
  icon: optional(text),
  required: bool,
  validate: optional(text),
  live: bool,
  width: width,
});

export default defineElement(textInput, ({ props, node }) => <Field props={props} node={node} />);

function Field({ props, node }: { props: TextInput; node: TreeNode }) {
  const { value = props.value ?? null, edit } = useWidget(node.id, nullable(text));
  const disabled = useDisabled(props.disabled);
  const session = useSession();
  const [draft, setDraft] = useState<string | null>(null);
  const [shown, setShown] = useState(false);
  const [left, setLeft] = useState(false);
  const id = useId();
  const [held, setHeld] = useState(value);
  // A value that is set takes the place of what was typed, unless that is where it came from.
  if (held !== value) {
    setHeld(value);
    if (!props.live) setDraft(null);
  }

  const current = draft ?? value ?? "";
  const dirty = draft !== null && draft !== (value ?? "");
  const problem = left || dirty ? problemOf(current, props) : undefined;
  const commit = () => {
    if (draft === null) return;
    if (problemOf(draft, props) !== undefined) return;
    if (draft !== (value ?? "")) edit(draft);
    setDraft(null);
  };
  const type = (next: string) => {
    setDraft(next);
    if (props.live && problemOf(next, props) === undefined) edit(next, LIVE_DELAY);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      setLeft(true);
      commit();
    } else if (event.key === "Escape" && dirty) setDraft(null);
  };
  const secret = props.type === "password";
  return (
    <FieldFrame
      name="stTextInput"
      boxTestId="stTextInputRootElement"
      id={id}
      field={props}
      disabled={disabled}
      problem={problem}
      instructions={
        <InputInstructions
          dirty={dirty && !props.live}
          length={current.length}
          maxChars={props.max_chars}
        />
      }
    >
      <input
        id={id}
        className={control.input}
        type={secret && !shown ? "password" : "text"}
        value={current}
        placeholder={props.placeholder}
        maxLength={props.max_chars}
        autoComplete={props.autocomplete ?? (secret ? "new-password" : "off")}
        disabled={disabled}
        required={props.required}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : problemId(id)}
        data-testid="stTextInputField"
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => {
          // What is wrong takes a line of its own, below which everything moves.
          session.afterPress(() => setLeft(true));
          commit();
        }}
        onKeyDown={pressed}
      />
      {secret ? (
        <button
          type="button"
          className={control.step}
          disabled={disabled}
          aria-label={shown ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
        </button>
      ) : null}
    </FieldFrame>
  );
}

function problemOf(value: string, { required, validate }: TextInput): string | undefined {
  if (required && value.trim() === "") return "Please fill in this field.";
  if (validate === undefined || value === "") return undefined;
  try {
    return new RegExp(validate, "u").test(value) ? undefined : `Must match ${validate}`;
  } catch {
    return undefined;
  }
}
