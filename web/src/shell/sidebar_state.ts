import { type RefObject, useEffect, useRef, useState } from "react";
import { useSession, useStatus } from "../session/context";
import { ROOTS } from "../store/node";
import { useSelected } from "../store/signal";

export interface SidebarState {
  /** Whether the script has put anything into it. */
  readonly exists: boolean;
  readonly open: boolean;
  /** On a narrow page it lies over the main part. */
  readonly overlay: boolean;
  readonly set: (open: boolean) => void;
  readonly openButton: RefObject<HTMLButtonElement | null>;
  readonly closeButton: RefObject<HTMLButtonElement | null>;
}

const NARROW = "(max-width: 48rem)";

export function useSidebar(): SidebarState {
  const { tree } = useSession();
  const exists = useSelected(tree.root(ROOTS.sidebar), (root) => root.children.length > 0);
  const initial = useStatus((status) => status.config.initial_sidebar_state);
  const [overlay, setOverlay] = useState(() => window.matchMedia(NARROW).matches);
  const [chosen, set] = useState<boolean>();
  const openButton = useRef<HTMLButtonElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const media = window.matchMedia(NARROW);
    const changed = () => {
      setOverlay(media.matches);
      set(undefined);
    };
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  const byDefault = initial === "expanded" || (initial !== "collapsed" && !overlay);
  // The button that was pressed is gone; the one that undoes it takes the focus.
  useEffect(() => {
    if (chosen === undefined) return;
    const button = chosen ? closeButton : openButton;
    let frame = 0;
    let tries = 0;
    const focus = () => {
      button.current?.focus({ preventScroll: true });
      tries += 1;
      // The sidebar cannot be focused before it begins to slide in.
      if (document.activeElement !== button.current && tries < 20) {
        frame = requestAnimationFrame(focus);
      }
    };
    focus();
    return () => cancelAnimationFrame(frame);
  }, [chosen]);
  return { exists, open: exists && (chosen ?? byDefault), overlay, set, openButton, closeButton };
}
