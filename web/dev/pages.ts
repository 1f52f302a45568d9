import { encode } from "@msgpack/msgpack";
import { floats, ints, sample, texts } from "../src/testing/arrow_sample";
import { completed } from "../src/testing/defaults";
import type { Drawn, FakeHost } from "../src/testing/fake_host";

const w = (kind: string, id: string, props: Drawn["props"], value?: Drawn["value"]): Drawn => ({
  kind,
  id,
  props: { width: "stretch", wrap: true, ...props },
  value: value ?? null,
});
const e = (kind: string, props: Drawn["props"]): Drawn => ({
  kind,
  props: { wrap: true, ...props },
});
const box = (kind: string, props: Drawn["props"], children: readonly Drawn[]): Drawn => ({
  kind,
  props,
  children,
});

const MARKDOWN = `Plain text with **strong**, *emphasis*, \`code\`, ~~gone~~ and a [link](https://example.org).

Colours: :red[red] :orange[orange] :yellow[yellow] :green[green] :blue[blue] :violet[violet] :gray[gray] :primary[primary] :rainbow[rainbow]

Backgrounds: :red-background[red] :green-background[**bold** green] :blue-background[blue] — badges: :blue-badge[New] :green-badge[:material/check: Done] :orange-badge[Beta] :small[and small text]

Icons :material/home: :material/rocket_launch: and emoji :rocket: :tada:, a formula $e^{i\\pi} + 1 = 0$ in the line, and

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

1. first
2. second
   - nested

- [x] a task that is done
- [ ] one that is not

> A quotation, in two lines,
> one under the other.

| City | Sales | Share |
|---|---:|---:|
| Paris | 1,204 | 32 % |
| Oslo | 870 | 23 % |

\`\`\`rust
fn main() { println!("{}", 40 + 2); }
\`\`\``;

const RHAI = `// Sales by city
let rows = st.slider("Rows", 1, 100, 20);
fn load(n) { st.line_chart(walk(n)); #{ rows: n, name: \`day \${n}\` } }
let load = memo(load, #{ ttl: 60 });

with st.sidebar {
    if rows > 10 && load(rows).name != () { st.write("many", 1.5e3); }
}`;

const REPORT = {
  type: "Function not found",
  message: "st.sldier (&str, int) is not a command",
  hint: "Did you mean `st.slider`?",
  file: "app.rhai",
  line: 4,
  column: 12,
  caret_length: 6,
  excerpt: [
    { line: 2, text: "let data = load();" },
    { line: 3, text: "" },
    { line: 4, text: 'let x = st.sldier("Rows", 10);' },
    { line: 5, text: "st.write(x);" },
  ],
  frames: [
    { function: "draw_page", file: "app.rhai", line: 31 },
    { function: "row", file: "lib/rows.rhai", line: 7 },
  ],
};

const WIDGETS: readonly Drawn[] = [
  e("title", { body: "Widgets" }),
  box("columns", { spec: [0.5, 0.5], gap: "medium", wrap: true }, [
    box("column", { weight: 0.5 }, [
      w(
        "slider",
        "s1",
        { label: "Rows", min_value: 1, max_value: 100, step: 1, help: "How **many** rows" },
        20,
      ),
      w(
        "slider",
        "s2",
        { label: "Price", min_value: 0, max_value: 10, step: 0.1, format: "$%.2f" },
        [2.5, 7.2],
      ),
      w("number_input", "n1", { label: "Quantity", min_value: 0, max_value: 20, step: 1 }, 3),
      w(
        "number_input",
        "n2",
        { label: "Rate", step: 0.01, format: "%.2f", icon: ":material/percent:" },
        1.25,
      ),
      w("text_input", "t1", { label: "Name", placeholder: "Jane Doe", max_chars: 20 }, ""),
      w("text_input", "t2", { label: "Password", type: "password" }, "secret"),
    ]),
    box("column", { weight: 0.5 }, [
      w(
        "selectbox",
        "c1",
        {
          label: "City",
          options: ["Paris", "Oslo", "Rome", "New York"],
          filter_mode: "fuzzy",
          index: 0,
          help: "Where",
        },
        1,
      ),
      w(
        "selectbox",
        "c2",
        {
          label: "Anything",
          options: Array.from({ length: 5000 }, (_, i) => `Option ${i}`),
          filter_mode: "fuzzy",
        },
        null,
      ),
      w(
        "radio",
        "r1",
        {
          label: "Mode",
          options: ["Fast", "**Careful**", ":material/bolt: Auto"],
          captions: ["Seconds", "Minutes", "As needed"],
        },
        1,
      ),
      w("radio", "r2", { label: "Side", options: ["Left", "Right"], horizontal: true }, 0),
      w("checkbox", "k1", { label: "Show the details", width: "content" }, true),
      w("checkbox", "k2", { label: "Send me mail", width: "content", help: "Once a week" }, false),
    ]),
  ]),
  box("container", { horizontal: true, wrap: true, vertical_alignment: "center" }, [
    w("button", "b1", { label: "Save", type: "primary", width: "content" }, null),
    w("button", "b2", { label: "Refresh", icon: ":material/refresh:", width: "content" }, null),
    w("button", "b3", { label: "Forget", type: "tertiary", width: "content" }, null),
    w("button", "b4", { label: "Not now", disabled: true, width: "content" }, null),
    w(
      "button",
      "b5",
      { label: "Run", shortcut: "ctrl+enter", width: "content", help: "Runs it" },
      null,
    ),
  ]),
  e("subheader", { body: "Disabled", divider: true }),
  box("columns", { spec: [1, 1, 1], gap: "small", wrap: true, border: true }, [
    box("column", { weight: 0.34 }, [
      w("slider", "d1", { label: "Slider", disabled: true }, 40),
      w("checkbox", "d2", { label: "Checkbox", disabled: true }, true),
    ]),
    box("column", { weight: 0.33 }, [
      w("text_input", "d3", { label: "Text", disabled: true }, "fixed"),
      w("radio", "d4", { label: "Radio", options: ["A", "B"], disabled: true }, 0),
    ]),
    box("column", { weight: 0.33 }, [
      w("selectbox", "d5", { label: "Select", options: ["A"], disabled: true }, 0),
      w("number_input", "d6", { label: "Number", disabled: true }, 5),
    ]),
  ]),
];

const SERIES = Array.from({ length: 30 }, (_, n) => `series ${n}`);

/** What is long, narrow, close together or unusual. */
const EDGES: readonly Drawn[] = [
  e("header", { body: "Edges" }),
  e("markdown", {
    body: "A claim[^1] and another[^two], www.example.org, me@example.org, ~one~ and ~~two~~ tildes.\n\n[^1]: With its **source**.\n[^two]: Two lines,\n    and a `word`.",
  }),
  w(
    "slider",
    "e1",
    {
      label: "Near",
      min_value: 0,
      max_value: 1_000_000,
      step: 1,
      format: "%d long unit text here",
    },
    [0, 1],
  ),
  w("slider", "e2", { label: "Same", min_value: 0, max_value: 10, step: 1 }, [5, 5]),
  w("slider", "e3", { label: "At the end", min_value: 0, max_value: 1e6, format: "%d items" }, 1e6),
  w("slider", "e4", { label: "Tiny", min_value: 0, max_value: 1e-5, step: 1e-5 * 0.01 }, 5e-6),
  w("slider", "e5", { label: "Beside the steps", min_value: 0, max_value: 10, step: 3 }, 5),
  w("number_input", "e6", { label: "Narrow", width: 100 }, 123_456_789),
  w("number_input", "e7", { label: "As wide as its content", width: "content" }, 12),
  w(
    "checkbox",
    "e8",
    {
      label: "A **bold** label :material/bolt: with an icon",
      help: "and help",
      width: "content",
      wrap: false,
    },
    true,
  ),
  w("checkbox", "e9", { label: "Unseen", label_visibility: "hidden", width: "content" }, false),
  w("text_input", "e10", { label: "Unseen", label_visibility: "hidden" }, "has a name"),
  box("container", { horizontal: true, wrap: true }, [
    w("button", "e11", { label: "A word", icon: "zzz", width: "content" }),
    w("button", "e12", { label: "No icon", icon: ":material/nope_nope:", width: "content" }),
    w("button", "e13", { label: "An icon", icon: ":material/home:", width: "content" }),
  ]),
  w("text_input", "e14", { label: "No icon", icon: ":material/nope_nope:" }, "in its place"),
  e("info", { body: "Without an icon.", icon: "zzz" }),
  e("markdown", { body: "![A map of the city](https://example.org/map.png)" }),
  e("table", { data: sample({ city: texts(["Oslo", null]), people: ints([709_000, null]) }) }),
  e("line_chart", {
    data: sample(Object.fromEntries(SERIES.map((name, n) => [name, floats([n, n + 2, n + 1])]))),
    y: SERIES,
    height: 300,
  }),
  e("code", {
    body: `let long = "${"a line that is longer than the page is wide ".repeat(6)}";\n\n/* A comment\n   of two lines */\nprint(long);`,
    language: "rhai",
    line_numbers: true,
    wrap_lines: true,
  }),
];

/** The pages of the gallery by name. */
export const PAGES: Readonly<Record<string, (host: FakeHost) => void>> = {
  text: (host) =>
    host.page([
      e("title", { body: "Sales :material/monitoring:", help: "What *this* page shows" }),
      e("caption", { body: "Figures of the last **30 days**, updated every hour." }),
      e("header", { body: "A header", divider: "rainbow" }),
      e("subheader", { body: "A subheader with `code`", divider: "blue" }),
      e("markdown", { body: MARKDOWN }),
      e("divider", {}),
      e("text", { body: "Text as it is:\n  two spaces, *no* markdown" }),
      e("code", { body: RHAI, language: "rhai", line_numbers: true }),
      e("markdown", {
        body: 'HTML: <b style="letter-spacing: 0.2em">spaced</b>, <u onclick="alert(1)">underlined</u><script>alert(1)</script>',
        unsafe_allow_html: true,
      }),
    ]),
  status: (host) => {
    host.page([
      e("header", { body: "Status" }),
      e("success", { body: "The file was **saved**." }),
      e("info", { body: "A new version is there. [Read more](https://example.org)", icon: "🆕" }),
      e("warning", { body: "The disk is nearly full: `92 %`.", title: "Space" }),
      e("error", { body: "The host did not answer." }),
      e("progress", { value: 62, text: "Loading *62 %*" }),
      e("exception", REPORT),
      e("exception", {
        type: "Warning",
        message: "A cached function drew a widget.",
        is_warning: true,
      }),
      e("nonsense", {}),
      e("slider", { label: 5 }),
    ]);
    host.runStarted();
    host.ops({
      op: "transient",
      path: [0],
      items: [{ index: 5, kind: "spinner", props: spinner }],
    });
  },
  widgets: (host) => {
    host.page(WIDGETS);
  },
  edges: (host) => {
    host.page(EDGES);
  },
  layout: (host) => {
    host.say({
      type: "page_config",
      title: "Layout",
      icon: "📈",
      layout: "wide",
      initial_sidebar_state: null,
      menu_items: null,
    });
    host.page(
      [
        e("header", { body: "Filters" }),
        w(
          "selectbox",
          "side1",
          { label: "City", options: ["Paris", "Oslo"], index: 0, filter_mode: "fuzzy" },
          0,
        ),
        w("slider", "side2", { label: "Days", min_value: 1, max_value: 90, step: 1 }, 30),
        w("checkbox", "side3", { label: "Only open orders", width: "content" }, true),
      ],
      1,
    );
    host.page([
      e("title", { body: "Layout" }),
      box(
        "columns",
        { spec: [0.25, 0.25, 0.25, 0.25], wrap: true, border: true },
        [1, 2, 3, 4].map((n) =>
          box("column", { weight: 0.25 }, [
            e("markdown", { body: `**Card ${n}**\n\nSome text in it.` }),
          ]),
        ),
      ),
      {
        ...box("tabs", { tabs: ["Chart", "Data :material/table:", "**Notes**"] }, [
          box("tab", { label: "Chart" }, [
            e("markdown", { body: "In the first tab." }),
            e("progress", { value: 30 }),
          ]),
          box("tab", { label: "Data" }, [e("markdown", { body: "In the second tab." })]),
          box("tab", { label: "Notes" }, [e("markdown", { body: "In the third tab." })]),
        ]),
        key: "my tabs",
      },
      box("expander", { label: "More about **this**", expanded: true, icon: ":material/info:" }, [
        e("markdown", { body: "What the expander holds." }),
        w("text_input", "x1", { label: "Inside" }, "text"),
      ]),
      box("expander", { label: "Closed" }, [e("markdown", { body: "unseen" })]),
      box("expander", { label: "Thinking about it", type: "compact", icon: "spinner" }, []),
      box("expander", { label: "What it thought", type: "compact", expanded: true }, [
        e("markdown", { body: "A line that folds out, without a box around it." }),
      ]),
      box("expander", { label: "Read the file", type: "step", icon: ":material/check:" }, [
        e("markdown", { body: "unseen" }),
      ]),
      box(
        "expander",
        { label: "Count the rows", type: "step", icon: ":material/check:", expanded: true },
        [e("markdown", { body: "All 709,000 of them." }), e("progress", { value: 100 })],
      ),
      box("expander", { label: "Draw the chart", type: "step", icon: "spinner" }, []),
      box("expander", { label: "Rest", type: "step" }, []),
      box(
        "container",
        { height: 120, gap: "small" },
        Array.from({ length: 12 }, (_, n) => e("markdown", { body: `Line ${n}` })),
      ),
      box("empty", {}, []),
      box(
        "container",
        {
          border: true,
          horizontal: true,
          wrap: true,
          horizontal_alignment: "distribute",
          vertical_alignment: "center",
        },
        [
          e("markdown", { body: "Left", width: "content" }),
          w("button", "lb", { label: "Right", width: "content" }, null),
        ],
      ),
    ]);
    host.say({
      type: "compile_error",
      error: {
        ...REPORT,
        type: "Syntax error",
        message: "Expecting ';' to end this statement",
        frames: [],
      },
    });
    host.say({ type: "source_changed" });
  },
};

const spinner = encode(completed("spinner", { text: "Loading data…", show_time: true }));
