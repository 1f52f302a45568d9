import { useEffect } from "react";
import { useSession } from "../session/context";

const FOCUSABLE = "input, button, textarea, select, [tabindex]";

/** How long after a change of the page a widget may take to be there again, in milliseconds. */
const PATIENCE = 1000;

/**
 * Keeps the focus over reruns: a widget that went into another container, or is disabled for
 * a moment while the host is away, gets it back.
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
      if (event.relatedTarget !== null || !(left instanceof HTMLElement)) return;
      // What is taken from the page or disabled did not lose the focus by the user's will. The event comes
      // while that is still being done.
      const loser = widget;
      queueMicrotask(() => {
        const taken = !left.isConnected || left.matches(":disabled");
        if (!taken && document.hasFocus() && widget === loser) widget = undefined;
      });
    };
    let frame = 0;
    let until = 0;
    const restore = () => {
      if (widget === undefined || document.activeElement !== document.body) return;
      const container = document.querySelector(`[data-widget-id="${CSS.escape(widget)}"]`);
      const target = container?.querySelectorAll<HTMLElement>(FOCUSABLE)[Math.max(0, place)];
      target?.focus({ preventScroll: true });
      // Not there yet, or still disabled.
      if (document.activeElement === document.body && performance.now() < until) watch();
    };
    const watch = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(restore);
    };
    const changed = () => {
      until = performance.now() + PATIENCE;
      watch();
    };
    document.addEventListener("focusin", focused);
    document.addEventListener("focusout", blurred);
    const stops = [...tree.roots.map((root) => root.subscribe(changed)), status.subscribe(changed)];
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", focused);
      document.removeEventListener("focusout", blurred);
      for (const stop of stops) stop();
    };
  }, [tree, status]);
}
