import styles from "./InputInstructions.module.css";

interface Props {
  /** Whether there is an edit that was not sent yet. */
  readonly dirty: boolean;
  readonly length?: number;
  readonly maxChars?: number | undefined;
}

/** The hint under a text field while it is edited: how to apply it, how much is left. */
export function InputInstructions({ dirty, length = 0, maxChars }: Props) {
  const parts = [
    dirty ? "Press Enter to apply" : "",
    maxChars !== undefined && (dirty || length >= maxChars) ? `${length}/${maxChars}` : "",
  ].filter(Boolean);
  return (
    <div
      className={styles.instructions}
      data-testid="InputInstructions"
      data-full={(maxChars !== undefined && length >= maxChars) || undefined}
      aria-live="polite"
    >
      {parts.join(" • ")}
    </div>
  );
}
