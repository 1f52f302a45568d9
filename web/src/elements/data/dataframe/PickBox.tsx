// biome-ignore-all lint/a11y/useSemanticElements: a box of a grid, whose keys are the grid's

import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Grid.module.css";

interface Props {
  readonly label: string;
  readonly checked: boolean | "mixed";
  readonly disabled: boolean;
  readonly onPick: (extend: boolean) => void;
  readonly children?: ReactNode;
}

/** A box that chooses a row, or all of them. On the keyboard, Space in the grid does the same. */
export function PickBox({ label, checked, disabled, onPick, children }: Props) {
  return (
    <button
      type="button"
      role="checkbox"
      tabIndex={-1}
      className={styles.pick}
      aria-label={label}
      aria-checked={checked}
      disabled={disabled}
      // The focus stays with the grid, and the cells that are marked for copying as well.
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onClick={(event) => onPick(event.shiftKey)}
    >
      <span className={styles.check} data-checked={checked !== false || undefined}>
        {checked === "mixed" ? <Minus size={12} strokeWidth={3} aria-hidden="true" /> : null}
        {checked === true ? <Check size={12} strokeWidth={3} aria-hidden="true" /> : null}
      </span>
      {children}
    </button>
  );
}
