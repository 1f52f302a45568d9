import { Lazy } from "../ui/lazy";
import type { ElementModule } from "./element";

/** How wide an element's container is when the script does not say. */
export type DefaultWidth = "stretch" | "content";

export interface RegistryEntry {
  /** The `kind` of the node: the name of the command. */
  readonly kind: string;
  readonly load: () => Promise<ElementModule>;
  readonly width?: DefaultWidth;
}

/** Every element the page can draw, one line each. Its code is loaded when one first appears. */
export const ENTRIES: readonly RegistryEntry[] = [
  { kind: "title", load: () => import("./title") },
  { kind: "header", load: () => import("./header") },
  { kind: "subheader", load: () => import("./subheader") },
  { kind: "markdown", load: () => import("./markdown") },
  { kind: "caption", load: () => import("./caption") },
  { kind: "text", load: () => import("./text") },
  { kind: "code", load: () => import("./code") },
  { kind: "divider", load: () => import("./divider") },
  { kind: "success", load: () => import("./success") },
  { kind: "info", load: () => import("./info") },
  { kind: "warning", load: () => import("./warning") },
  { kind: "error", load: () => import("./error") },
  { kind: "exception", load: () => import("./exception") },
  { kind: "progress", load: () => import("./progress") },
  { kind: "spinner", load: () => import("./spinner") },
  { kind: "dataframe", load: () => import("./dataframe") },
  { kind: "container", load: () => import("./container") },
  { kind: "columns", load: () => import("./columns") },
  { kind: "column", load: () => import("./column") },
  { kind: "tabs", load: () => import("./tabs") },
  { kind: "tab", load: () => import("./tab") },
  { kind: "expander", load: () => import("./expander") },
  { kind: "empty", load: () => import("./empty") },
  { kind: "button", load: () => import("./button"), width: "content" },
  { kind: "checkbox", load: () => import("./checkbox"), width: "content" },
  { kind: "slider", load: () => import("./slider") },
  { kind: "number_input", load: () => import("./number_input") },
  { kind: "text_input", load: () => import("./text_input") },
  { kind: "selectbox", load: () => import("./selectbox") },
  { kind: "radio", load: () => import("./radio"), width: "content" },
];

export interface RegisteredElement {
  readonly module: Lazy<ElementModule>;
  readonly width: DefaultWidth;
}

const REGISTRY: ReadonlyMap<string, RegisteredElement> = new Map(
  ENTRIES.map(({ kind, load, width }) => [
    kind,
    { module: new Lazy(load), width: width ?? "stretch" },
  ]),
);

export function elementOf(kind: string): RegisteredElement | undefined {
  return REGISTRY.get(kind);
}
