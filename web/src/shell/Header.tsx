import { PanelLeftOpen } from "lucide-react";
import styles from "./Header.module.css";
import { MainMenu } from "./MainMenu";
import { StatusWidget } from "./StatusWidget";
import type { SidebarState } from "./sidebar_state";
import toolbar from "./toolbar.module.css";
import type { WideMode } from "./wide";

interface Props {
  readonly sidebar: SidebarState;
  readonly wide: WideMode;
  readonly onClearCache: (opener: HTMLElement | null) => void;
}

export function Header({ sidebar, wide, onClearCache }: Props) {
  return (
    <header className={`stAppHeader ${styles.header}`} data-testid="stHeader">
      <div className={`stAppToolbar ${styles.toolbar}`} data-testid="stToolbar">
        <div>
          {sidebar.exists && !sidebar.open ? (
            <button
              ref={sidebar.openButton}
              type="button"
              className={toolbar.button}
              aria-label="Open sidebar"
              title="Open sidebar"
              data-testid="stExpandSidebarButton"
              onClick={() => sidebar.set(true)}
            >
              <PanelLeftOpen size={18} aria-hidden="true" />
            </button>
          ) : null}
        </div>
        <div className={styles.right}>
          <StatusWidget />
          <MainMenu wide={wide} onClearCache={onClearCache} />
        </div>
      </div>
    </header>
  );
}
