import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import styles from "./Dialog.module.css";

export interface DialogProps {
  readonly onClose: () => void;
  /** What has the focus when the dialog is closed; without it, what had it before. */
  readonly opener?: HTMLElement | null;
}

interface Props extends DialogProps {
  readonly title: string;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A modal dialog. The browser's own element keeps the focus inside. */
export function Dialog({ title, onClose, testId, opener, children }: Props) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  const back = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const dialog = place.current;
    const before = document.activeElement;
    back.current = before instanceof HTMLElement && before !== document.body ? before : null;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      dialog?.close();
      // The browser gives the focus back to what had it, but that may have been the item of a menu that is gone.
      (opener ?? back.current)?.focus();
    };
  }, [opener]);
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
