import { useMemo, useState } from "react";
import { ElementsContext } from "../elements/render/elements_context";
import { elementOf } from "../elements/render/registry";
import { SessionProvider, useSession, useStatus } from "../session/context";
import type { Session } from "../session/session";
import styles from "./App.module.css";
import { ClearCacheDialog } from "./ClearCacheDialog";
import { ConnectionNotice } from "./ConnectionNotice";
import { embedOptions } from "./embed";
import { useFocusKept } from "./focus";
import { Header } from "./Header";
import { useKeys } from "./keys";
import { Main } from "./Main";
import { usePageHead } from "./page_head";
import { usePointerKnown } from "./pointer";
import { Sidebar } from "./Sidebar";
import { useSidebar } from "./sidebar_state";
import { useWideMode } from "./wide";

/** The page: frame, sidebar and main part of one session. */
export function App({ session }: { session: Session }) {
  return (
    <SessionProvider value={session}>
      <ElementsContext value={elementOf}>
        <Page />
      </ElementsContext>
    </SessionProvider>
  );
}

function Page() {
  const session = useSession();
  const script = useStatus((status) => status.script);
  const connection = useStatus((status) => status.connection);
  const usable = useStatus((status) => status.usable);
  const developer = useStatus((status) => status.toolbar === "developer");
  const embed = useMemo(() => embedOptions(window.location.search), []);
  const [clearing, setClearing] = useState<{ readonly opener: HTMLElement | null }>();
  const sidebar = useSidebar();
  const wide = useWideMode();
  useKeys({
    r: () => session.rerun(),
    c: () => {
      if (developer) setClearing({ opener: null });
    },
    a: () => {
      if (developer && session.status.get().sourceChanged) session.setRunOnSave(true);
    },
  });
  usePageHead();
  useFocusKept();
  usePointerKnown();
  return (
    <div
      className={`stApp ${styles.app}`}
      data-testid="stApp"
      data-test-script-state={script}
      data-test-connection-state={connection}
      data-embedded={embed.embedded || undefined}
    >
      <a className={styles.skip} href="#st-main" data-testid="stSkipToContent">
        Skip to content
      </a>
      <div
        className={styles.view}
        data-testid="stAppViewContainer"
        data-lost={usable ? undefined : true}
      >
        <Sidebar state={sidebar} />
        <div className={styles.column}>
          {embed.embedded && !embed.options.includes("show_toolbar") ? null : (
            <Header
              sidebar={sidebar}
              wide={wide}
              onClearCache={(opener) => setClearing({ opener })}
            />
          )}
          <Main wide={wide.on} padded={!embed.embedded || embed.options.includes("show_padding")} />
        </div>
      </div>
      <ConnectionNotice />
      {clearing ? <ClearCacheDialog {...clearing} onClose={() => setClearing(undefined)} /> : null}
    </div>
  );
}
