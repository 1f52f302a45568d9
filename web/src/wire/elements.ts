// Made from the Rust types by `make generate`: elements and messages. Do not edit.

/** Large data: in the message, or at an address relative to the page. */
export type Payload = { inline: Uint8Array } | { url: string };

export type Align = "left" | "center" | "right" | "justify";

export type Anchor = null | boolean | string;

export type AreaChartProps = { 
/**
 * A table, an array of maps, a map of arrays, an array of arrays or of values.
 */
data: Payload, 
/**
 * The column along the x axis; by default the row number.
 */
x?: string, 
/**
 * The column, or columns, that are drawn; by default all that hold numbers.
 */
y: OneOrMore, 
/**
 * The title of the x axis; by default the column's name.
 */
x_label?: string, 
/**
 * The title of the y axis; by default the column's name.
 */
y_label?: string, 
/**
 * A colour, a colour for each of `y`, or the name of a column whose values make the series.
 */
color?: OneOrMore, 
/**
 * How several areas stand: `true` on each other, `"normalize"`, `"center"`, `false` in front of each other.
 */
stack?: Stack, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is.
 */
height: "stretch" | "content" | number, 
/**
 * A description for those who cannot see it.
 */
alt?: string, };

export type BackMsg = { "type": "hello", 
/**
 * The protocol's version.
 */
protocol: number, 
/**
 * The session of an earlier welcome.
 */
session: string | null, 
/**
 * How many frames of that session the page has handled.
 */
received: number, 
/**
 * Every widget value that the page holds; they seed a new session after the host was restarted.
 */
widgets: { [key in string]: WireValue }, 
/**
 * The query string of the page's address.
 */
query: string, } | { "type": "rerun", 
/**
 * The values that changed.
 */
widgets: { [key in string]: WireValue }, 
/**
 * Values for one run: clicks.
 */
triggers: { [key in string]: WireValue }, } | { "type": "stop" } | { "type": "clear_cache" } | { "type": "set_run_on_save", 
/**
 * Whether it does.
 */
enabled: boolean, } | { "type": "ping" };

export type BarChartProps = { 
/**
 * A table, an array of maps, a map of arrays, an array of arrays or of values.
 */
data: Payload, 
/**
 * The column along the x axis; by default the row number.
 */
x?: string, 
/**
 * The column, or columns, that are drawn; by default all that hold numbers.
 */
y: OneOrMore, 
/**
 * The title of the x axis; by default the column's name.
 */
x_label?: string, 
/**
 * The title of the y axis; by default the column's name.
 */
y_label?: string, 
/**
 * A colour, a colour for each of `y`, or the name of a column whose values make the series.
 */
color?: OneOrMore, 
/**
 * Whether bars lie.
 */
horizontal: boolean, 
/**
 * The order of the bars: `true` by x, `false` as in the data, or a column, with `-` in front downwards.
 */
sort: Sort, 
/**
 * How several bars stand: `true` on each other, `"normalize"`, `"center"`, `false` side by side.
 */
stack?: Stack, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is.
 */
height: "stretch" | "content" | number, 
/**
 * A description for those who cannot see it.
 */
alt?: string, };

export type Button = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * How much it stands out.
 */
type: ButtonType, 
/**
 * An emoji or `:material/name:` beside the label.
 */
icon?: Icon, 
/**
 * The side of the label that the icon is on.
 */
icon_position: IconPosition, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * A key that clicks it, such as `"ctrl+enter"`.
 */
shortcut?: Shortcut, 
/**
 * Whether a long label is broken into lines.
 */
wrap: boolean, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type ButtonType = "primary" | "secondary" | "tertiary";

export type Caption = { 
/**
 * The text, as markdown.
 */
body: Text, 
/**
 * Whether HTML in the text is drawn (sanitised) instead of shown as text.
 */
unsafe_allow_html: boolean, 
/**
 * Help that is shown beside the text.
 */
help?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How the text is aligned.
 */
text_alignment: Align, 
/**
 * Whether a long text is broken into lines.
 */
wrap: boolean, };

export type Checkbox = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * Whether it is checked at first.
 */
value: boolean, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * Whether a long label is broken into lines.
 */
wrap: boolean, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type Code = { 
/**
 * The code.
 */
body: Text, 
/**
 * Its language (`"rhai"`, `"rust"`, `"sql"`, `"json"` …); `()`: plain text.
 */
language?: string, 
/**
 * Whether lines are numbered.
 */
line_numbers: boolean, 
/**
 * Whether long lines are broken.
 */
wrap_lines: boolean, 
/**
 * How high it is; more than fits scrolls.
 */
height: "stretch" | "content" | number, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type Column = { 
/**
 * Its share of the width, from 0 to 1.
 */
weight: number, };

export type ColumnConfig = { [key in string]: ColumnOptions };

export type ColumnOptions = { 
/**
 * The heading, in place of the column's name.
 */
label?: string, 
/**
 * Pixels, or a word.
 */
width?: "small" | "medium" | "large" | number, 
/**
 * Help at the heading.
 */
help?: string, 
/**
 * How numbers are shown: printf-like or a named format.
 */
format?: string, 
/**
 * Not shown.
 */
hidden?: boolean, };

export type Columns = { 
/**
 * How many, or how wide each is in proportion to the others.
 */
spec: Spec, 
/**
 * The distance between them.
 */
gap: "none" | "xxsmall" | "xsmall" | "small" | "medium" | "large" | "xlarge" | "xxlarge", 
/**
 * Where elements stand from top to bottom.
 */
vertical_alignment: VerticalAlignment, 
/**
 * Whether each has a border.
 */
border: boolean, 
/**
 * How wide all of them are together.
 */
width: "stretch" | "content" | number, 
/**
 * Whether they go below each other where the page is narrow.
 */
wrap: boolean, };

export type Container = { 
/**
 * Whether it has a border; by default only with a fixed height.
 */
border?: boolean, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is; more than a fixed height holds scrolls.
 */
height: "stretch" | "content" | number, 
/**
 * Whether elements stand in a row instead of a column.
 */
horizontal: boolean, 
/**
 * Whether a row is broken when it is full.
 */
wrap: boolean, 
/**
 * Where elements stand from left to right.
 */
horizontal_alignment: HorizontalAlignment, 
/**
 * Where elements stand from top to bottom.
 */
vertical_alignment: VerticalAlignment, 
/**
 * The distance between elements.
 */
gap: "none" | "xxsmall" | "xsmall" | "small" | "medium" | "large" | "xlarge" | "xxlarge", 
/**
 * Whether it scrolls to its end when something is added.
 */
autoscroll?: boolean, };

export type Dataframe = { 
/**
 * A table, an array of maps, a map of arrays, an array of arrays or of values.
 */
data: Payload, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is; `"auto"`: up to ten rows.
 */
height: "stretch" | "content" | number, 
/**
 * Whether the row numbers are hidden.
 */
hide_index: boolean, 
/**
 * The columns that are shown, in this order.
 */
column_order?: Array<string>, 
/**
 * Per column: a label, `()` to hide it, or a map with `label`, `width`, `help`, `format`.
 */
column_config: ColumnConfig, 
/**
 * The height of a row in pixels.
 */
row_height?: number, 
/**
 * What an empty cell shows; by default `()`.
 */
placeholder?: string, 
/**
 * A description for those who cannot see it.
 */
alt?: string, 
/**
 * What can be selected, with `on_select`: one mode, or an array of one for each of rows, columns and cells.
 */
selection_mode: SelectionModes, };

export type DeltaArrow = "auto" | "up" | "down" | "off";

export type DeltaColor = "normal" | "inverse" | "off";

export type Divider = { 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type Empty = Record<symbol, never>;

export type ErrorAlert = { 
/**
 * The message, as markdown.
 */
body: Text, 
/**
 * An emoji or `:material/name:` before the message.
 */
icon?: Icon, 
/**
 * A heading above the message.
 */
title?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type Exception = { 
/**
 * How wide it is.
 */
width?: "stretch" | "content" | number, 
/**
 * Shown by the script itself, and not by the host: the page gets it as it is.
 */
by_script?: boolean, 
/**
 * The heading: the error's type.
 */
type: string, 
/**
 * What happened.
 */
message: string, 
/**
 * What to do about it.
 */
hint?: string | null, 
/**
 * The script's file.
 */
file?: string | null, 
/**
 * Line, from 1.
 */
line?: number | null, 
/**
 * Column, from 1.
 */
column?: number | null, 
/**
 * The lines around the place.
 */
excerpt?: Array<ExcerptLine>, 
/**
 * How many characters the caret underlines, from `column`.
 */
caret_length?: number | null, 
/**
 * The calls that led there, innermost first.
 */
frames?: Array<Frame>, 
/**
 * A warning, not a failure: the card is drawn in the colour of warnings.
 */
is_warning?: boolean, };

export type ExcerptLine = { 
/**
 * Line number, from 1.
 */
line: number, 
/**
 * The line's text, without its end.
 */
text: string, };

export type Expanded = boolean | number;

export type Expander = { 
/**
 * Its label, as markdown.
 */
label: Label, 
/**
 * Whether it is open at first.
 */
expanded: boolean, 
/**
 * An emoji or `:material/name:` before the label, or `"spinner"`.
 */
icon?: IconOrSpinner, 
/**
 * How it looks: a box, a line that folds out, or a step of a timeline.
 */
type: ExpanderType, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number,  };

export type ExpanderType = "default" | "compact" | "step";

export type Figure = string;

export type FilterMode = "fuzzy" | "contains" | "prefix";

export type ForwardMsg = { "type": "welcome", 
/**
 * The session's id.
 */
session: string, 
/**
 * The host's version.
 */
version: string, 
/**
 * The page forgets its tree and widget values.
 */
reset: boolean, 
/**
 * Whether a saved script runs by itself.
 */
run_on_save: boolean, 
/**
 * The script's file name.
 */
app: string, 
/**
 * What the page offers besides the app.
 */
toolbar: Toolbar, 
/**
 * How many reruns of the page this session has heard: those after them are sent again.
 */
heard: number, } | { "type": "page_config" } & PageConfig | { "type": "address", 
/**
 * The query string, with its `?`, or the empty string.
 */
query: string, } | { "type": "run_started", 
/**
 * Its number in the session.
 */
run: number, 
/**
 * How many reruns of the page this session has heard.
 */
heard: number, } | { "type": "delta", 
/**
 * The changes, in order.
 */
ops: Array<Op>, } | { "type": "run_finished", 
/**
 * Its number in the session.
 */
run: number, 
/**
 * How it ended.
 */
outcome: Outcome, } | { "type": "source_changed" } | { "type": "compile_error", 
/**
 * What is wrong with it.
 */
error: Report | null, } | { "type": "pong" };

export type Fraction = number;

export type Frame = { 
/**
 * The called function.
 */
function: string, 
/**
 * The file with the call.
 */
file: string, 
/**
 * Line of the call, from 1; 0 when it is not known.
 */
line: number, };

export type Header = { 
/**
 * The text, as markdown.
 */
body: Text, 
/**
 * The id that a link can lead to; by default made of the text. `false`: none.
 */
anchor: Anchor, 
/**
 * A line under the heading: `true`, or its colour.
 */
divider: HeadingDivider, 
/**
 * Help that is shown beside the text.
 */
help?: string, 
/**
 * An emoji or `:material/name:` before the text.
 */
icon?: Icon, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How the text is aligned.
 */
text_alignment: Align, 
/**
 * Whether a long text is broken into lines.
 */
wrap: boolean, };

export type HeadingDivider = boolean | string;

export type HorizontalAlignment = "left" | "center" | "right" | "distribute";

export type Icon = string;

export type IconOrSpinner = Icon;

export type IconPosition = "left" | "right";

export type Info = { 
/**
 * The message, as markdown.
 */
body: Text, 
/**
 * An emoji or `:material/name:` before the message.
 */
icon?: Icon, 
/**
 * A heading above the message.
 */
title?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type Json = { 
/**
 * A map, an array, any other value, or JSON as a string.
 */
body: JsonText, 
/**
 * `true`: all open; `false`: all closed; an integer: open to that depth.
 */
expanded: Expanded, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type JsonText = string;

export type Label = string;

export type LabelVisibility = "visible" | "hidden" | "collapsed";

export type LineChartProps = { 
/**
 * A table, an array of maps, a map of arrays, an array of arrays or of values.
 */
data: Payload, 
/**
 * The column along the x axis; by default the row number.
 */
x?: string, 
/**
 * The column, or columns, that are drawn; by default all that hold numbers.
 */
y: OneOrMore, 
/**
 * The title of the x axis; by default the column's name.
 */
x_label?: string, 
/**
 * The title of the y axis; by default the column's name.
 */
y_label?: string, 
/**
 * A colour, a colour for each of `y`, or the name of a column whose values make the series.
 */
color?: OneOrMore, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is.
 */
height: "stretch" | "content" | number, 
/**
 * A description for those who cannot see it.
 */
alt?: string, };

export type Markdown = { 
/**
 * The text.
 */
body: Text, 
/**
 * Whether HTML in the text is drawn (sanitised) instead of shown as text.
 */
unsafe_allow_html: boolean, 
/**
 * Help that is shown beside the text.
 */
help?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How the text is aligned.
 */
text_alignment: Align, 
/**
 * Whether headings in the text can be linked to.
 */
anchors: boolean, 
/**
 * Whether a long text is broken into lines.
 */
wrap: boolean, };

export type Metric = { 
/**
 * What the figure is, as markdown.
 */
label: Label, 
/**
 * The figure; `()` is shown as a dash.
 */
value: Figure, 
/**
 * Its change; a `-` in front makes it a fall.
 */
delta?: Text, 
/**
 * What the colour of the change says.
 */
delta_color: DeltaColor, 
/**
 * Help that is shown beside the label.
 */
help?: string, 
/**
 * An emoji or `:material/name:` before the label.
 */
icon?: Icon, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Whether it has a border.
 */
border: boolean, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is.
 */
height: "stretch" | "content" | number, 
/**
 * Numbers for a small chart below the figure.
 */
chart_data: Array<number>, 
/**
 * The form of that chart.
 */
chart_type: SparkType, 
/**
 * The arrow before the change.
 */
delta_arrow: DeltaArrow, 
/**
 * How numbers are shown: printf-like (`"%.2f"`) or `"compact"`, `"percent"`, `"dollar"`, `"euro"`, `"bytes"`.
 */
format?: string, 
/**
 * A note beside the change.
 */
delta_description?: string, };

export type NumberInputProps = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * The least value; by default there is none.
 */
min_value?: number | bigint, 
/**
 * The greatest value; by default there is none.
 */
max_value?: number | bigint, 
/**
 * The value at first; `"min"`: the least, or 0.0; `()`: none, and the value is `()` until a number is given.
 */
value?: number | bigint, 
/**
 * How far the buttons step; by default 1, or 0.01.
 */
step: number | bigint, 
/**
 * How the number is shown: printf-like (`"%.1f"`).
 */
format?: string, 
/**
 * What the empty field shows.
 */
placeholder?: string, 
/**
 * Whether an empty field is marked as incomplete.
 */
required: boolean, 
/**
 * An emoji or `:material/name:` in the field.
 */
icon?: Icon, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * Whether the numbers are integers, which the page cannot see from them.
 */
integer: boolean, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type OneOrMore = Array<string>;

export type Op = { "op": "put" } & PutNode | { "op": "trim", 
/**
 * The container.
 */
path: Array<number>, 
/**
 * How many children it has.
 */
len: number, } | { "op": "fresh", 
/**
 * The container.
 */
path: Array<number>, 
/**
 * How many of its children are current.
 */
len: number, } | { "op": "transient", 
/**
 * The container.
 */
path: Array<number>, 
/**
 * All of them.
 */
items: Array<TransientItem>, } | { "op": "value", 
/**
 * The widget.
 */
id: string, 
/**
 * Its value.
 */
value: WireValue, };

export type Outcome = "success" | "error" | "stopped" | "interrupted";

export type PageConfig = { 
/**
 * The title of the browser's tab.
 */
title: string | null, 
/**
 * An emoji, `:material/name:` or address of an image.
 */
icon: string | null, 
/**
 * `centered` or `wide`.
 */
layout: string | null, 
/**
 * `auto`, `expanded` or `collapsed`.
 */
initial_sidebar_state: string | null, 
/**
 * Texts and addresses of the menu: `About`, `Get help`, `Report a bug`.
 */
menu_items: { [key in string]: string | null } | null, };

export type PlainText = { 
/**
 * The text.
 */
body: Text, 
/**
 * Help that is shown beside the text.
 */
help?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How the text is aligned.
 */
text_alignment: Align, 
/**
 * Whether a long text is broken into lines.
 */
wrap: boolean, };

export type Progress = { 
/**
 * An integer from 0 to 100, or a float from 0.0 to 1.0.
 */
value: Fraction, 
/**
 * Text above the bar, as markdown.
 */
text?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type PutNode = { 
/**
 * Where it stands: root, then places.
 */
path: Array<number>, 
/**
 * The command's name.
 */
kind: string, 
/**
 * Names the properties.
 */
hash: number, 
/**
 * The properties, a MessagePack map; nil: the page has them under `hash`.
 */
props: Uint8Array | null, 
/**
 * The widget's id.
 */
id: string | null, 
/**
 * What the script gave as `key`.
 */
key: string | null, 
/**
 * Whether it can have children.
 */
container: boolean, };

export type RadioProps = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * The options; their labels are markdown.
 */
options: Array<string>, 
/**
 * The place of the option that is chosen at first; `()`: none.
 */
index?: number, 
/**
 * Whether the options stand in a row.
 */
horizontal: boolean, 
/**
 * A line of explanation below each option.
 */
captions?: Array<string>, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * What the options are called where their labels do not tell them apart.
 */
names?: Array<string>, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type Report = { 
/**
 * The heading: the error's type.
 */
type: string, 
/**
 * What happened.
 */
message: string, 
/**
 * What to do about it.
 */
hint?: string | null, 
/**
 * The script's file.
 */
file?: string | null, 
/**
 * Line, from 1.
 */
line?: number | null, 
/**
 * Column, from 1.
 */
column?: number | null, 
/**
 * The lines around the place.
 */
excerpt?: Array<ExcerptLine>, 
/**
 * How many characters the caret underlines, from `column`.
 */
caret_length?: number | null, 
/**
 * The calls that led there, innermost first.
 */
frames?: Array<Frame>, 
/**
 * A warning, not a failure: the card is drawn in the colour of warnings.
 */
is_warning?: boolean, };

export type SelectboxProps = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * The options.
 */
options: Array<string>, 
/**
 * The place of the option that is chosen at first; `()`: none.
 */
index?: number, 
/**
 * What it shows while nothing is chosen.
 */
placeholder?: string, 
/**
 * Whether having nothing chosen is marked as incomplete.
 */
required: boolean, 
/**
 * An emoji or `:material/name:` in the field.
 */
icon?: Icon, 
/**
 * Whether a new option may be typed.
 */
accept_new_options: boolean, 
/**
 * How typing narrows the options down; `()`: not at all.
 */
filter_mode?: FilterMode, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * What the options are called where their labels do not tell them apart.
 */
names?: Array<string>, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type SelectionMode = "multi-row" | "single-row" | "multi-column" | "single-column" | "multi-cell" | "single-cell";

export type SelectionModes = Array<SelectionMode>;

export type Shortcut = string;

export type SliderProps = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * The least value; by default 0, or 0.0.
 */
min_value: number | bigint, 
/**
 * The greatest value; by default 100, or 1.0.
 */
max_value: number | bigint, 
/**
 * The value at first, or a pair for a range; by default the least.
 */
value: SliderValue, 
/**
 * The distance from one value to the next; by default 1, or 0.01.
 */
step: number | bigint, 
/**
 * How numbers are shown: printf-like (`"%.1f km"`), or `"percent"`, `"compact"`, `"dollar"`, `"euro"`.
 */
format?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type SliderValue = number | bigint | [number | bigint, number | bigint];

export type Sort = boolean | string;

export type SparkType = "line" | "area" | "bar";

export type Spec = Array<number>;

export type Spinner = { 
/**
 * Text beside the spinner, as markdown.
 */
text: string, 
/**
 * Whether the seconds since it appeared are shown.
 */
show_time: boolean, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type Stack = boolean | string;

export type StaticTable = { 
/**
 * A table, an array of maps, a map of arrays, an array of arrays or of values.
 */
data: Payload, 
/**
 * Whether it has borders.
 */
border: boolean, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is; more than fits scrolls.
 */
height: "stretch" | "content" | number, 
/**
 * Whether the row numbers are hidden.
 */
hide_index: boolean, 
/**
 * Whether the column names are hidden.
 */
hide_header: boolean, 
/**
 * A description for those who cannot see it.
 */
alt?: string, };

export type Subheader = { 
/**
 * The text, as markdown.
 */
body: Text, 
/**
 * The id that a link can lead to; by default made of the text. `false`: none.
 */
anchor: Anchor, 
/**
 * A line under the heading: `true`, or its colour.
 */
divider: HeadingDivider, 
/**
 * Help that is shown beside the text.
 */
help?: string, 
/**
 * An emoji or `:material/name:` before the text.
 */
icon?: Icon, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How the text is aligned.
 */
text_alignment: Align, 
/**
 * Whether a long text is broken into lines.
 */
wrap: boolean, };

export type Success = { 
/**
 * The message, as markdown.
 */
body: Text, 
/**
 * An emoji or `:material/name:` before the message.
 */
icon?: Icon, 
/**
 * A heading above the message.
 */
title?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type Tab = { 
/**
 * Its label, as markdown.
 */
label: string, };

export type Tabs = { 
/**
 * The tabs' labels, as markdown.
 */
tabs: Array<string>, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How high it is.
 */
height: "stretch" | "content" | number, 
/**
 * The label of the tab that is open at first; by default the first.
 */
default?: string,  };

export type Text = string;

export type TextInput = { 
/**
 * The label, as markdown.
 */
label: Label, 
/**
 * The text at first; `()`: none, and the value is `()` until something is typed.
 */
value?: Text, 
/**
 * The most characters that it takes.
 */
max_chars?: number, 
/**
 * Whether what is typed can be read.
 */
type: TextInputType, 
/**
 * What the browser may fill in by itself, as in HTML's `autocomplete`.
 */
autocomplete?: string, 
/**
 * What the empty field shows.
 */
placeholder?: string, 
/**
 * Whether an empty field is marked as incomplete.
 */
required: boolean, 
/**
 * An emoji or `:material/name:` in the field.
 */
icon?: Icon, 
/**
 * A regular expression that the text must match to be sent.
 */
validate?: string, 
/**
 * Whether the text is sent while it is typed, and not at Enter or when the field is left.
 */
live: boolean, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * Whether the label is shown.
 */
label_visibility: LabelVisibility, 
/**
 * Help that is shown beside the widget, as markdown.
 */
help?: string, 
/**
 * Whether it cannot be used.
 */
disabled: boolean, };

export type TextInputType = "default" | "password";

export type Title = { 
/**
 * The text, as markdown.
 */
body: Text, 
/**
 * The id that a link can lead to; by default made of the text. `false`: none.
 */
anchor: Anchor, 
/**
 * Help that is shown beside the text.
 */
help?: string, 
/**
 * An emoji or `:material/name:` before the text.
 */
icon?: Icon, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, 
/**
 * How the text is aligned.
 */
text_alignment: Align, 
/**
 * Whether a long text is broken into lines.
 */
wrap: boolean, };

export type Toolbar = "developer" | "viewer" | "minimal";

export type TransientItem = { 
/**
 * The place among the children that it stands before.
 */
index: number, 
/**
 * `spinner`.
 */
kind: string, 
/**
 * Its properties, a MessagePack map.
 */
props: Uint8Array, };

export type VerticalAlignment = "top" | "center" | "bottom" | "distribute";

export type Warning = { 
/**
 * The message, as markdown.
 */
body: Text, 
/**
 * An emoji or `:material/name:` before the message.
 */
icon?: Icon, 
/**
 * A heading above the message.
 */
title?: string, 
/**
 * How wide it is.
 */
width: "stretch" | "content" | number, };

export type WireValue = null | boolean | number | bigint | number | string | Array<WireValue>;

/** The properties of every kind of element. */
export type ElementProps = {
  title: Title;
  header: Header;
  subheader: Subheader;
  markdown: Markdown;
  caption: Caption;
  text: PlainText;
  code: Code;
  divider: Divider;
  dataframe: Dataframe;
  table: StaticTable;
  metric: Metric;
  json: Json;
  line_chart: LineChartProps;
  area_chart: AreaChartProps;
  bar_chart: BarChartProps;
  button: Button;
  checkbox: Checkbox;
  slider: SliderProps;
  number_input: NumberInputProps;
  text_input: TextInput;
  selectbox: SelectboxProps;
  radio: RadioProps;
  container: Container;
  columns: Columns;
  tabs: Tabs;
  expander: Expander;
  empty: Empty;
  success: Success;
  info: Info;
  warning: Warning;
  error: ErrorAlert;
  exception: Exception;
  progress: Progress;
  column: Column;
  tab: Tab;
  spinner: Spinner;
};
