import { X } from "lucide-react";
import { Children } from "../elements/render/Children";
import { gapStyle } from "../elements/shared/gap";
import layout from "../elements/shared/layout.module.css";
import { useSession, useStatus } from "../session/context";
import { ROOTS } from "../store/node";
import { useSignal } from "../store/signal";
import { ReportCard } from "../ui/ReportCard";
import { Skeleton } from "../ui/Skeleton";
import styles from "./Main.module.css";

/** The main part, with what has gone wrong above it and the bottom container below. */
export function Main({ wide, padded }: { wide: boolean; padded: boolean }) {
  const { tree } = useSession();
  const main = useSignal(tree.root(ROOTS.main));
  const bottom = useSignal(tree.root(ROOTS.bottom));
  const event = useSignal(tree.root(ROOTS.event));
  const compileError = useStatus((status) => status.compileError);
  const settled = useStatus((status) => status.settled);
  const isEmpty = main.children.length === 0 && main.transients.length === 0;
  // The first run waits for something, its turn for example, and has drawn nothing yet.
  const waiting = isEmpty && !settled && compileError === null;
  const block = `stVerticalBlock ${layout.vertical}`;
  return (
    <>
      <main
        id="st-main"
        tabIndex={-1}
        className={`stMain ${styles.main}`}
        data-testid="stMain"
        aria-busy={waiting || undefined}
        data-padded={padded || undefined}
      >
        <div
          className={`stMainBlockContainer block-container ${styles.block}`}
          data-testid="stMainBlockContainer"
          data-wide={wide || undefined}
        >
          <ProtocolError />
          {compileError === null ? null : (
            <div className={styles.compile}>
              <ReportCard report={compileError}>
                <p className={styles.note}>
                  {main.children.length === 0
                    ? "The script cannot be run as it is saved. The page comes by itself when it can."
                    : "The script cannot be run as it is saved. Below is the last version that could."}
                </p>
              </ReportCard>
            </div>
          )}
          <div className={block} style={gapStyle("small")} data-testid="stVerticalBlock">
            {waiting ? <Skeleton /> : <Children node={main} />}
          </div>
        </div>
      </main>
      {bottom.children.length === 0 ? null : (
        <div className={`stBottom ${styles.bottom}`} data-testid="stBottom">
          <div
            className={`${styles.block} ${styles.bottomBlock}`}
            data-wide={wide || undefined}
            data-testid="stBottomBlockContainer"
          >
            <div className={block} style={gapStyle("small")}>
              <Children node={bottom} />
            </div>
          </div>
        </div>
      )}
      <div className={`stEvent ${styles.event}`} data-testid="stEvent">
        <Children node={event} />
      </div>
    </>
  );
}

function ProtocolError() {
  const session = useSession();
  const problem = useStatus((status) => status.protocolError);
  if (problem === null) return null;
  return (
    <div role="alert" className={styles.protocol}>
      <div>
        <strong>The page could not read what the host sent.</strong> It may be older or newer than
        the host: reload the page.
        <code>{problem}</code>
      </div>
      <button type="button" aria-label="Close" onClick={() => session.dismissProtocolError()}>
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
