import { useEffect, useRef } from "react";
import { isTyping } from "../ui/shortcut";

/** Calls what belongs to a key, unless the key goes into a text or a dialog is open. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.defaultPrevented || isTyping(event)) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return;
      latest.current[event.key.toLowerCase()]?.();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
