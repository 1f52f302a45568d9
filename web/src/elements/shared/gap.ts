import type { CSSProperties } from "react";
import type { Columns } from "../../wire/elements";

type Gap = Columns["gap"];

const GAPS: Readonly<Record<Gap, string>> = {
  none: "0px",
  xxsmall: "0.25rem",
  xsmall: "0.5rem",
  small: "0.875rem",
  medium: "1.75rem",
  large: "3.5rem",
  xlarge: "5rem",
  xxlarge: "7rem",
};

declare module "react" {
  interface CSSProperties {
    "--gap"?: string | undefined;
    "--weight"?: number | undefined;
    "--digits"?: number | undefined;
  }
}

/** The distance between the elements of a container, as the style sheet takes it. */
export function gapStyle(gap: Gap): CSSProperties {
  return { "--gap": GAPS[gap] };
}
