import { useEffect } from "react";
import { setInteractionModality } from "react-aria/useFocusVisible";

/**
 * Says that the pointer is in use when it comes upon something. The widget library learns that only from the move that
 * follows: what the pointer comes upon first, after loading or typing, would not open its tooltip.
 */
export function usePointerKnown(): void {
  useEffect(() => {
    let last = "";
    const seen = ({ type, screenX, screenY }: PointerEvent) => {
      const place = `${screenX} ${screenY}`;
      // Where the page moves under a pointer at rest, nobody has pointed at anything.
      if (type !== "pointermove" && place !== last) setInteractionModality("pointer");
      last = place;
    };
    // What the pointer leaves is told first.
    const events = ["pointerout", "pointerover", "pointermove"] as const;
    for (const event of events) window.addEventListener(event, seen, true);
    return () => {
      for (const event of events) window.removeEventListener(event, seen, true);
    };
  }, []);
}
