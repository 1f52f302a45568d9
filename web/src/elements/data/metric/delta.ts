import type { DeltaArrow, DeltaColor } from "../../../wire/elements";

export interface DeltaLook {
  readonly arrow: "up" | "down" | "none";
  readonly tone: "good" | "bad" | "neutral";
}

/**
 * How a change is shown. One that starts with a minus sign is a fall, any other a rise; what
 * the script says about arrow and colour goes before.
 */
export function deltaLook(delta: string, color: DeltaColor, arrow: DeltaArrow): DeltaLook {
  const falls = /^\s*[-−–]/.test(delta);
  const shown = arrow === "auto" ? (falls ? "down" : "up") : arrow === "off" ? "none" : arrow;
  if (color === "off") return { arrow: shown, tone: "neutral" };
  return { arrow: shown, tone: falls === (color === "inverse") ? "good" : "bad" };
}
