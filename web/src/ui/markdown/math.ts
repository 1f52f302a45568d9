import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";

type InlineRule = (state: StateInline, silent: boolean) => boolean;
type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;

/** `$inline$` and `$$display$$`; the formula is drawn when its place is on the page. */
export function math(md: MarkdownIt): void {
  md.inline.ruler.before("escape", "math", inlineMath);
  md.block.ruler.before("fence", "math-block", blockMath, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  md.renderer.rules.math = (tokens, index) => {
    const token = tokens[index];
    const formula = md.utils.escapeHtml(token?.content ?? "");
    return `<span data-math="${token?.markup === "$$" ? "display" : "inline"}">${formula}</span>`;
  };
}

const inlineMath: InlineRule = (state, silent) => {
  if (state.src[state.pos] !== "$") return false;
  const mark = state.src.startsWith("$$", state.pos) ? "$$" : "$";
  const start = state.pos + mark.length;
  let end = state.src.indexOf(mark, start);
  while (end > 0 && state.src[end - 1] === "\\") end = state.src.indexOf(mark, end + 1);
  if (end < 0 || end >= state.posMax || end === start) return false;
  const formula = state.src.slice(start, end);
  // "costs $5 and $6" holds no formula.
  if (mark === "$" && (/^\s|\s$/.test(formula) || /^\d/.test(state.src.slice(end + 1))))
    return false;
  if (!silent) {
    const token = state.push("math", "span", 0);
    token.markup = mark;
    token.content = formula.trim();
  }
  state.pos = end + mark.length;
  return true;
};

const blockMath: BlockRule = (state, startLine, endLine, silent) => {
  const line = (number: number) =>
    state.src.slice(
      (state.bMarks[number] ?? 0) + (state.tShift[number] ?? 0),
      state.eMarks[number] ?? 0,
    );
  if (line(startLine).trim() !== "$$") return false;
  let last = startLine + 1;
  while (last < endLine && line(last).trim() !== "$$") last += 1;
  if (last >= endLine) return false;
  if (silent) return true;
  const token = state.push("math", "span", 0);
  token.markup = "$$";
  token.content = state.getLines(startLine + 1, last, state.blkIndent, false).trim();
  token.map = [startLine, last + 1];
  state.line = last + 1;
  return true;
};
