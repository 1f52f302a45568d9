import type { DeltaArrow, DeltaColor } from "../../../wire/elements";

export interface DeltaLook {
  readonly arrow: "up" | "down" | "none";
  readonly tone: "good" | "bad" | "neutral";
}

/**
 * How a change is shown. One that starts with a minus sign is a fall, any other a rise, and one
 * of nothing is neither; what the script says about arrow and colour goes before.
 */
export function deltaLook(delta: string, color: DeltaColor, arrow: DeltaArrow): DeltaLook {
  const falls = /^\s*[-−–]/.test(delta);
  const still = isNothing(delta);
  const auto = still ? "none" : falls ? "down" : "up";
  const shown = arrow === "auto" ? auto : arrow === "off" ? "none" : arrow;
  if (color === "off" || still) return { arrow: shown, tone: "neutral" };
  return { arrow: shown, tone: falls === (color === "inverse") ? "good" : "bad" };
}

/** Whether a change is none: no text, not a number, or with no other digit than zero ("-0.0 %"). */
function isNothing(delta: string): boolean {
  return /^\s*(?:[-+−–]?nan)?\s*$/i.test(delta) || (/0/.test(delta) && !/[1-9]/.test(delta));
}
