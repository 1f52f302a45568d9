import { PanelLeftClose } from "lucide-react";
import { useEffect, useRef } from "react";
import { Children } from "../elements/render/Children";
import { gapStyle } from "../elements/shared/gap";
import layout from "../elements/shared/layout.module.css";
import { useSession } from "../session/context";
import { ROOTS } from "../store/node";
import { useSignal } from "../store/signal";
import styles from "./Sidebar.module.css";
import type { SidebarState } from "./sidebar_state";
import toolbar from "./toolbar.module.css";

export function Sidebar({ state }: { state: SidebarState }) {
  const root = useSignal(useSession().tree.root(ROOTS.sidebar));
  const panel = useRef<HTMLElement>(null);
  const { open, overlay, set } = state;
  useEffect(() => {
    if (!open || !overlay) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) set(false);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [open, overlay, set]);
  if (!state.exists) return null;
  return (
    <>
      {open && overlay ? (
        <div className={styles.scrim} aria-hidden="true" onClick={() => set(false)} />
      ) : null}
      <section
        ref={panel}
        className={`stSidebar ${styles.sidebar}`}
        data-testid="stSidebar"
        aria-label="Sidebar"
        data-open={open}
        data-overlay={overlay || undefined}
        inert={!open}
      >
        <div className={styles.content} data-testid="stSidebarContent">
          <div className={styles.header} data-testid="stSidebarHeader">
            <button
              ref={state.closeButton}
              type="button"
              className={toolbar.button}
              aria-label="Close sidebar"
              title="Close sidebar"
              data-testid="stSidebarCollapseButton"
              onClick={() => set(false)}
            >
              <PanelLeftClose size={18} aria-hidden="true" />
            </button>
          </div>
          <div
            className={`stVerticalBlock ${layout.vertical}`}
            style={gapStyle("small")}
            data-testid="stSidebarUserContent"
          >
            <Children node={root} />
          </div>
        </div>
      </section>
    </>
  );
}
