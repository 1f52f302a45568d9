import { Lazy } from "../ui/lazy";
import button from "./button";
import caption from "./caption";
import column from "./column";
import columns from "./columns";
import container from "./container";
import divider from "./divider";
import type { ElementComponent, ElementModule } from "./element";
import empty from "./empty";
import errorAlert from "./error";
import header from "./header";
import info from "./info";
import markdown from "./markdown";
import subheader from "./subheader";
import success from "./success";
import plainText from "./text";
import title from "./title";
import warning from "./warning";

/** How wide an element's container is when the script does not say. */
export type DefaultWidth = "stretch" | "content";

interface Entry {
  /** The `kind` of the node: the name of the command. */
  readonly kind: string;
  readonly width?: DefaultWidth;
}

/** What nearly every page draws comes with the page; the rest is loaded when one first appears. */
export type RegistryEntry = Entry &
  ({ readonly element: ElementComponent } | { readonly load: () => Promise<ElementModule> });

/** Every element the page can draw, one line each. */
export const ENTRIES: readonly RegistryEntry[] = [
  { kind: "title", element: title },
  { kind: "header", element: header },
  { kind: "subheader", element: subheader },
  { kind: "markdown", element: markdown },
  { kind: "caption", element: caption },
  { kind: "text", element: plainText },
  { kind: "code", load: () => import("./code") },
  { kind: "divider", element: divider },
  { kind: "success", element: success },
  { kind: "info", element: info },
  { kind: "warning", element: warning },
  { kind: "error", element: errorAlert },
  { kind: "exception", load: () => import("./exception") },
  { kind: "progress", load: () => import("./progress") },
  { kind: "spinner", load: () => import("./spinner") },
  { kind: "dataframe", load: () => import("./dataframe") },
  { kind: "table", load: () => import("./table") },
  { kind: "json", load: () => import("./json") },
  { kind: "metric", load: () => import("./metric") },
  { kind: "line_chart", load: () => import("./line_chart") },
  { kind: "area_chart", load: () => import("./area_chart") },
  { kind: "bar_chart", load: () => import("./bar_chart") },
  { kind: "container", element: container },
  { kind: "columns", element: columns },
  { kind: "column", element: column },
  { kind: "tabs", load: () => import("./tabs") },
  { kind: "tab", load: () => import("./tab") },
  { kind: "expander", load: () => import("./expander") },
  { kind: "empty", element: empty },
  { kind: "button", element: button, width: "content" },
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
  ENTRIES.map((entry) => [
    entry.kind,
    {
      module: "load" in entry ? new Lazy(entry.load) : Lazy.ready({ default: entry.element }),
      width: entry.width ?? "stretch",
    },
  ]),
);

export function elementOf(kind: string): RegisteredElement | undefined {
  return REGISTRY.get(kind);
}
