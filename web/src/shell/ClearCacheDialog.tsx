import { useSession } from "../session/context";
import button from "../ui/button.module.css";
import { Dialog, type DialogProps } from "../ui/Dialog";
import styles from "./dialogs.module.css";

export function ClearCacheDialog({ opener, onClose }: DialogProps) {
  const session = useSession();
  const clear = () => {
    session.clearCache();
    onClose();
  };
  return (
    <Dialog title="Clear caches" opener={opener} onClose={onClose} testId="stClearCacheDialog">
      <p>
        Forget every value that <code>memo</code> and <code>singleton</code> functions have kept,
        for all sessions of this app? The next run computes them anew.
      </p>
      <div className={styles.actions}>
        <button type="button" className={button.button} onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className={button.button}
          data-type="primary"
          // The dialog asks one question: Enter answers it.
          data-autofocus
          onClick={clear}
        >
          Clear caches
        </button>
      </div>
    </Dialog>
  );
}
