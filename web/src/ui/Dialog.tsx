import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import styles from "./Dialog.module.css";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A modal dialog. The browser's own element keeps focus inside and gives it back. */
export function Dialog({ title, onClose, testId, children }: Props) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click outside is only a shortcut for Escape
    <dialog
      ref={place}
      className={`stDialog ${styles.dialog}`}
      // Explicit, because selectors look for the attribute.
      // biome-ignore lint/a11y/noRedundantRoles: see above
      role="dialog"
      aria-modal="true"
      aria-labelledby={id}
      data-testid="stDialog"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === place.current) onClose();
      }}
    >
      <div className={styles.body} data-testid={testId}>
        <div className={styles.head}>
          <h2 id={id}>{title}</h2>
          <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
            <X size={18} aria-hidden="true" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
