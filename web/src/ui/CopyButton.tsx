import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import styles from "./CopyButton.module.css";

type State = "idle" | "done" | "failed";
const SAID: Record<State, string> = {
  idle: "Copy to clipboard",
  done: "Copied",
  failed: "Copying needs https or localhost: select the text instead",
};

interface Props {
  readonly text: string;
  /** Whether it lies over the block that holds the text. */
  readonly over?: boolean;
  readonly className?: string;
}

export function CopyButton({ text, over = false, className = "" }: Props) {
  const [state, setState] = useState<State>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), state === "done" ? 1600 : 5000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("done");
    } catch {
      // There is no clipboard on a page that came over plain http from another machine.
      setState("failed");
    }
  };
  return (
    <button
      type="button"
      className={`${styles.button} ${className}`}
      data-testid="stCodeCopyButton"
      aria-label={SAID[state]}
      title={SAID[state]}
      data-state={state}
      data-over={over || undefined}
      onClick={() => void copy()}
    >
      {state === "done" ? (
        <Check size={15} aria-hidden="true" />
      ) : (
        <Copy size={15} aria-hidden="true" />
      )}
    </button>
  );
}
