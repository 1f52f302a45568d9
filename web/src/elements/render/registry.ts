import { Lazy } from "../../ui/lazy";
import button from "../input/button";
import column from "../layout/column";
import columns from "../layout/columns";
import container from "../layout/container";
import empty from "../layout/empty";
import errorAlert from "../status/error";
import info from "../status/info";
import success from "../status/success";
import warning from "../status/warning";
import caption from "../text/caption";
import divider from "../text/divider";
import header from "../text/header";
import markdown from "../text/markdown";
import subheader from "../text/subheader";
import plainText from "../text/text";
import title from "../text/title";
import type { ElementComponent, ElementModule } from "./element";

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
  { kind: "code", load: () => import("../text/code") },
  { kind: "divider", element: divider },
  { kind: "success", element: success },
  { kind: "info", element: info },
  { kind: "warning", element: warning },
  { kind: "error", element: errorAlert },
  { kind: "exception", load: () => import("../status/exception") },
  { kind: "progress", load: () => import("../status/progress") },
  { kind: "spinner", load: () => import("../status/spinner") },
  { kind: "dataframe", load: () => import("../data/dataframe") },
  { kind: "table", load: () => import("../data/table") },
  { kind: "json", load: () => import("../data/json") },
  { kind: "metric", load: () => import("../data/metric") },
  { kind: "line_chart", load: () => import("../chart/line_chart") },
  { kind: "area_chart", load: () => import("../chart/area_chart") },
  { kind: "bar_chart", load: () => import("../chart/bar_chart") },
  { kind: "container", element: container },
  { kind: "columns", element: columns },
  { kind: "column", element: column },
  { kind: "tabs", load: () => import("../layout/tabs") },
  { kind: "tab", load: () => import("../layout/tab") },
  { kind: "expander", load: () => import("../layout/expander") },
  { kind: "empty", element: empty },
  { kind: "button", element: button, width: "content" },
  { kind: "checkbox", load: () => import("../input/checkbox"), width: "content" },
  { kind: "slider", load: () => import("../input/slider") },
  { kind: "number_input", load: () => import("../input/number_input") },
  { kind: "text_input", load: () => import("../input/text_input") },
  { kind: "selectbox", load: () => import("../input/selectbox") },
  { kind: "radio", load: () => import("../input/radio"), width: "content" },
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
