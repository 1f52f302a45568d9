import type { MarkdownIt, StateInline } from "markdown-it";

const COLORS = "red|orange|yellow|green|blue|violet|gray|grey|rainbow|primary";
const DIRECTIVE = new RegExp(`:(small|(?:${COLORS})(?:-background|-badge)?)\\[`, "y");
const ICON = /:material\/([a-z0-9_]+):/y;

type InlineRule = (state: StateInline, silent: boolean) => boolean;

/** `:red[text]`, `:blue-background[text]`, `:green-badge[text]`, `:small[text]`, `:material/home:`. */
export function directives(md: MarkdownIt): void {
  md.inline.ruler.before("escape", "material-icon", materialIcon);
  md.inline.ruler.before("escape", "directive", directive);
  md.renderer.rules.material_icon = (tokens, index) =>
    `<span data-icon="${tokens[index]?.content ?? ""}"></span>`;
}

const materialIcon: InlineRule = (state, silent) => {
  ICON.lastIndex = state.pos;
  const name = ICON.exec(state.src)?.[1];
  if (name === undefined) return false;
  if (!silent) {
    const token = state.push("material_icon", "span", 0);
    token.content = name;
  }
  state.pos = ICON.lastIndex;
  return true;
};

const directive: InlineRule = (state, silent) => {
  DIRECTIVE.lastIndex = state.pos;
  const name = DIRECTIVE.exec(state.src)?.[1];
  if (name === undefined) return false;
  const start = DIRECTIVE.lastIndex;
  const end = closingBracket(state.src, start, state.posMax);
  if (end < 0) return false;
  if (!silent) {
    const max = state.posMax;
    const open = state.push("directive_open", "span", 1);
    open.attrSet("class", directiveClass(name));
    state.pos = start;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.push("directive_close", "span", -1);
    state.posMax = max;
  }
  state.pos = end + 1;
  return true;
};

function directiveClass(name: string): string {
  if (name === "small") return "st-small";
  const [color = "", form = "text"] = name.split("-");
  return `st-color st-color-${color === "grey" ? "gray" : color} st-as-${form}`;
}

function closingBracket(source: string, start: number, end: number): number {
  let depth = 1;
  for (let index = start; index < end; index += 1) {
    const char = source[index];
    if (char === "\\") index += 1;
    else if (char === "[") depth += 1;
    else if (char === "]") {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}
