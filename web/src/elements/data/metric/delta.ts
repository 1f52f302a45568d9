import type { DeltaArrow, DeltaColor } from "../../../wire/elements";

export interface DeltaLook {
  readonly arrow: "up" | "down" | "none";
  readonly tone: "good" | "bad" | "neutral";
}

/**
 * How a change is shown. One that starts with a minus sign is a fall, any other a rise, and none
 * is neither; what the script says about arrow and colour goes before.
 */
export function deltaLook(delta: string, color: DeltaColor, arrow: DeltaArrow): DeltaLook {
  const none = isNone(delta);
  const falls = /^\s*[-−–]/.test(delta);
  const auto = none ? "none" : falls ? "down" : "up";
  const shown = arrow === "auto" ? auto : arrow === "off" ? "none" : arrow;
  if (color === "off" || none) return { arrow: shown, tone: "neutral" };
  return { arrow: shown, tone: falls === (color === "inverse") ? "good" : "bad" };
}

/** Whether nothing has changed: empty, no number, or a figure of zeros such as `0`, `-0.0` or `$0.00`. */
function isNone(delta: string): boolean {
  const text = delta.trim();
  return text === "" || text === "NaN" || (/\d/.test(text) && !/[1-9]/.test(text));
}
