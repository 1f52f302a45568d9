import { Lazy } from "../../ui/lazy";
import type { ElementProps } from "../../wire/elements";
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

/** What nearly every page draws comes with the page; the rest is loaded when one first appears. */
type Source<P> =
  | { readonly element: ElementComponent<P> }
  | { readonly load: () => Promise<ElementModule<P>> };

/** One line for each kind of element that the host draws, and none for others. */
const SOURCES: { readonly [K in keyof ElementProps]: Source<ElementProps[K]> } = {
  title: { element: title },
  header: { element: header },
  subheader: { element: subheader },
  markdown: { element: markdown },
  caption: { element: caption },
  text: { element: plainText },
  code: { load: () => import("../text/code") },
  divider: { element: divider },

  dataframe: { load: () => import("../data/dataframe") },
  table: { load: () => import("../data/table") },
  metric: { load: () => import("../data/metric") },
  json: { load: () => import("../data/json") },

  line_chart: { load: () => import("../chart/line_chart") },
  area_chart: { load: () => import("../chart/area_chart") },
  bar_chart: { load: () => import("../chart/bar_chart") },

  button: { element: button },
  checkbox: { load: () => import("../input/checkbox") },
  slider: { load: () => import("../input/slider") },
  number_input: { load: () => import("../input/number_input") },
  text_input: { load: () => import("../input/text_input") },
  selectbox: { load: () => import("../input/selectbox") },
  radio: { load: () => import("../input/radio") },

  container: { element: container },
  columns: { element: columns },
  column: { element: column },
  tabs: { load: () => import("../layout/tabs") },
  tab: { load: () => import("../layout/tab") },
  expander: { load: () => import("../layout/expander") },
  empty: { element: empty },

  success: { element: success },
  info: { element: info },
  warning: { element: warning },
  error: { element: errorAlert },
  exception: { load: () => import("../status/exception") },
  progress: { load: () => import("../status/progress") },
  spinner: { load: () => import("../status/spinner") },
};

const REGISTRY: ReadonlyMap<string, Lazy<ElementModule>> = new Map(
  Object.entries(SOURCES).map(([kind, source]) => [
    kind,
    "load" in source ? new Lazy(source.load) : Lazy.ready({ default: source.element }),
  ]),
);

/** Every kind of element that the page can draw. */
export const KINDS: readonly string[] = [...REGISTRY.keys()];

export function elementOf(kind: string): Lazy<ElementModule> | undefined {
  return REGISTRY.get(kind);
}
