import { useEffect, useState } from "react";
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
}

const NARROW = "(max-width: 48rem)";

export function useSidebar(): SidebarState {
  const { tree } = useSession();
  const exists = useSelected(tree.root(ROOTS.sidebar), (root) => root.children.length > 0);
  const initial = useStatus((status) => status.config.initial_sidebar_state);
  const [overlay, setOverlay] = useState(() => window.matchMedia(NARROW).matches);
  const [chosen, set] = useState<boolean>();
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
  return { exists, open: exists && (chosen ?? byDefault), overlay, set };
}
