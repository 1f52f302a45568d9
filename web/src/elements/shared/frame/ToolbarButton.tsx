import type { LucideIcon } from "lucide-react";
import styles from "./ToolbarButton.module.css";

interface Props {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress: () => void;
  readonly pressed?: boolean;
}

/** One button of an element's toolbar. */
export function ToolbarButton({ label, icon: Icon, onPress, pressed }: Props) {
  return (
    <button
      type="button"
      className={styles.button}
      data-testid="stElementToolbarButton"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onPress}
    >
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}
