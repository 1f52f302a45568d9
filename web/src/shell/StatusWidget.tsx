import { FileDiff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useSession, useStatus } from "../session/context";
import { Spin } from "../ui/Spin";
import styles from "./StatusWidget.module.css";
import toolbar from "./toolbar.module.css";

/** A run shorter than this, in milliseconds, needs no sign. */
const QUIET = 350;

/** What goes on, at the top right: a changed source, a run and how to stop it. */
export function StatusWidget() {
  const session = useSession();
  const script = useStatus((status) => status.script);
  const developer = useStatus((status) => status.toolbar === "developer");
  const sourceChanged = useStatus((status) => status.sourceChanged);
  const running = script === "running" || script === "rerunRequested" || script === "stopRequested";
  const visible = useLasting(running, QUIET);
  if (sourceChanged) {
    return (
      <Status>
        <FileDiff size={16} aria-hidden="true" />
        <span className={styles.long}>Source changed</span>
        <button
          type="button"
          className={`${toolbar.button} ${toolbar.text}`}
          onClick={() => session.rerun()}
        >
          Rerun
        </button>
        {developer ? (
          <button
            type="button"
            className={`${toolbar.button} ${toolbar.text}`}
            onClick={() => session.setRunOnSave(true)}
          >
            Always rerun
          </button>
        ) : null}
      </Status>
    );
  }
  if (!running || !visible) return <Status>{null}</Status>;
  return (
    <Status>
      <Spin testId="stStatusWidgetRunningIcon" />
      <span className={styles.long}>{script === "stopRequested" ? "Stopping…" : "Running…"}</span>
      <button
        type="button"
        className={`${toolbar.button} ${toolbar.text}`}
        disabled={script === "stopRequested"}
        onClick={() => session.stopRun()}
      >
        Stop
      </button>
    </Status>
  );
}

function Status({ children }: { children: ReactNode }) {
  return (
    <div
      role="status"
      className={styles.status}
      data-testid={children === null ? undefined : "stStatusWidget"}
    >
      {children}
    </div>
  );
}

/** True when `now` has been true for `delay` milliseconds without a break. */
function useLasting(now: boolean, delay: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!now) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), delay);
    return () => clearTimeout(timer);
  }, [now, delay]);
  return lasting;
}
