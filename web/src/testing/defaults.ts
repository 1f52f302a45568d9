import type { ElementProps } from "../wire/elements";

const text = { width: "stretch", text_alignment: "left", wrap: true } as const;
const title = { ...text, anchor: null } as const;
const header = { ...title, divider: false } as const;
const markdown = { ...text, unsafe_allow_html: false } as const;
const box = { width: "stretch", height: "content" } as const;
const input = { label_visibility: "visible", disabled: false } as const;
const field = { ...input, width: "stretch" } as const;
const chart = { ...box, y: [] };
const alert = { width: "stretch" } as const;

/** What the host sends of each kind of element when a script gives only what it must. */
export const DEFAULTS: { readonly [K in keyof ElementProps]: Partial<ElementProps[K]> } = {
  title,
  header,
  subheader: header,
  markdown: { ...markdown, anchors: true },
  caption: markdown,
  text: { ...text, width: "content" },
  code: { ...box, line_numbers: false, wrap_lines: false },
  divider: { width: "stretch" },
  dataframe: { ...box, hide_index: false, column_config: {} },
  table: { ...box, border: true, hide_index: false, hide_header: false },
  metric: {
    ...box,
    delta_color: "normal",
    label_visibility: "visible",
    border: false,
    chart_data: [],
    chart_type: "line",
    delta_arrow: "auto",
  },
  json: { expanded: true, width: "stretch" },
  line_chart: chart,
  area_chart: chart,
  bar_chart: { ...chart, horizontal: false, sort: true },
  button: {
    type: "secondary",
    icon_position: "left",
    width: "content",
    wrap: false,
    disabled: false,
  },
  checkbox: { ...input, value: false, width: "content", wrap: true },
  slider: { ...field, min_value: 0, max_value: 100, value: 0, step: 1 },
  number_input: { ...field, step: 1, required: false, integer: false },
  text_input: { ...field, type: "default", required: false, live: false },
  selectbox: { ...field, required: false, accept_new_options: false },
  radio: { ...input, horizontal: false, width: "content" },
  container: {
    ...box,
    horizontal: false,
    wrap: true,
    horizontal_alignment: "left",
    vertical_alignment: "top",
    gap: "small",
  },
  columns: { gap: "small", vertical_alignment: "top", border: false, width: "stretch", wrap: true },
  column: {},
  tabs: box,
  tab: {},
  expander: { expanded: false, type: "default", width: "stretch" },
  empty: {},
  success: alert,
  info: alert,
  warning: alert,
  error: alert,
  exception: {},
  progress: { width: "stretch" },
  spinner: { show_time: false, width: "content" },
};

/** The properties of an element as the host sends them, with these among them. */
export function completed(
  kind: string,
  props: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const found = Object.entries(DEFAULTS).find(([known]) => known === kind);
  return { ...found?.[1], ...props };
}
