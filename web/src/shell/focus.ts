import { useEffect } from "react";
import { useSession } from "../session/context";

const FOCUSABLE = "input, button, textarea, select, [tabindex]";

/**
 * Keeps the focus over reruns: a widget that is moved on the page, or disabled for a moment
 * while the host is away, gets it back.
 */
export function useFocusKept(): void {
  const { tree, status } = useSession();
  useEffect(() => {
    let widget: string | undefined;
    let place = 0;
    const focused = (event: FocusEvent) => {
      if (!(event.target instanceof HTMLElement)) return;
      const container = event.target.closest<HTMLElement>("[data-widget-id]");
      widget = container?.dataset.widgetId;
      place = container ? [...container.querySelectorAll(FOCUSABLE)].indexOf(event.target) : 0;
    };
    const blurred = (event: FocusEvent) => {
      const left = event.target;
      // What leaves the page or is disabled did not lose the focus by the user's will.
      const taken = left instanceof HTMLElement && (!left.isConnected || left.matches(":disabled"));
      if (event.relatedTarget === null && !taken && document.hasFocus()) widget = undefined;
    };
    let frame = 0;
    const restore = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (widget === undefined || document.activeElement !== document.body) return;
        const container = document.querySelector(`[data-widget-id="${CSS.escape(widget)}"]`);
        const target = container?.querySelectorAll<HTMLElement>(FOCUSABLE)[Math.max(0, place)];
        target?.focus({ preventScroll: true });
      });
    };
    document.addEventListener("focusin", focused);
    document.addEventListener("focusout", blurred);
    const stops = [...tree.roots.map((root) => root.subscribe(restore)), status.subscribe(restore)];
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", focused);
      document.removeEventListener("focusout", blurred);
      for (const stop of stops) stop();
    };
  }, [tree, status]);
}
