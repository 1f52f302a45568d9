import { useState } from "react";
import { useStatus } from "../session/context";

export interface WideMode {
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

/** Whether the page uses the whole width: the user's choice, else the script's. */
export function useWideMode(): WideMode {
  const layout = useStatus((status) => status.config.layout);
  const [chosen, set] = useState<boolean>();
  return { on: chosen ?? layout === "wide", set };
}
