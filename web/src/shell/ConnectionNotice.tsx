import { CloudOff } from "lucide-react";
import { useSession, useStatus } from "../session/context";
import styles from "./ConnectionNotice.module.css";
import toolbar from "./toolbar.module.css";

/** Says that the connection is lost: what is drawn may be out of date, and nothing can be done with it. */
export function ConnectionNotice() {
  const session = useSession();
  const usable = useStatus((status) => status.usable);
  const met = useStatus((status) => status.version !== "");
  return (
    <div role="status" className={styles.place}>
      {usable ? null : (
        <div className={styles.notice} data-testid="stConnectionStatus">
          <CloudOff size={18} aria-hidden="true" />
          {met ? (
            <span>
              <strong>Connection lost.</strong> What you see may be out of date. Reconnecting…
            </span>
          ) : (
            <span>Connecting…</span>
          )}
          <button
            type="button"
            className={`${toolbar.button} ${toolbar.text}`}
            onClick={() => session.retry()}
          >
            Retry
          </button>
        </div>
      )}
    </div>
  );
}
