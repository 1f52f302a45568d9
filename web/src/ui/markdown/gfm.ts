import type { MarkdownIt, StateInline } from "markdown-it";
import footnotes from "markdown-it-footnote";

/**
 * What GitHub's markdown has beyond markdown-it's: footnotes, addresses without `https://`, `~one tilde~`. Task lists
 * are done on the finished page.
 */
export function gfm(md: MarkdownIt): void {
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: true });
  md.linkify.add("www.", {
    validate: (text, pos, linkify) => {
      const rest = `//www.${text.slice(pos, pos + LONGEST_ADDRESS)}`;
      return Math.max(0, linkify.testSchemaAt(`http:${rest}`, "http:", 5) - "//www.".length);
    },
    normalize: (match) => {
      match.url = `http://${match.url}`;
    },
  });
  md.use(footnotes);
  // Not GitHub's: `^[a note in its place]`.
  md.inline.ruler.disable("footnote_inline");
  md.renderer.rules.footnote_caption = (tokens, index) => String(numberOf(tokens[index]?.meta));
  md.renderer.rules.footnote_block_open = () =>
    '<section class="st-footnotes" aria-label="Footnotes"><ol>\n';
  const back = md.renderer.rules.footnote_anchor;
  md.renderer.rules.footnote_anchor = (...args) =>
    (back?.(...args) ?? "").replace("<a ", '<a aria-label="Back to the text" ');
  md.inline.ruler.before("strikethrough", "tilde", tilde);
  md.inline.ruler2.before("strikethrough", "tilde", tildePairs);
}

const LONGEST_ADDRESS = 2000;
const TILDE = 0x7e;
/** The delimiters of single tildes have a mark of their own, since `~~` must not close `~`. */
const SINGLE = -TILDE;

function numberOf(meta: unknown): number {
  const id = typeof meta === "object" && meta !== null && "id" in meta ? Number(meta.id) : 0;
  return id + 1;
}

function tilde(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== TILDE) return false;
  const { can_open, can_close, length } = state.scanDelims(state.pos, true);
  if (length !== 1) return false;
  state.push("text", "", 0).content = "~";
  state.delimiters.push({
    marker: SINGLE,
    length: 0,
    token: state.tokens.length - 1,
    end: -1,
    open: can_open,
    close: can_close,
  });
  state.pos += 1;
  return true;
}

function tildePairs(state: StateInline): boolean {
  const inside = state.tokens_meta.map((meta) => meta?.delimiters ?? []);
  for (const delimiters of [state.delimiters, ...inside]) {
    for (const { marker, token, end } of delimiters) {
      const closing = delimiters[end];
      if (marker !== SINGLE || closing === undefined) continue;
      for (const [place, type, nesting] of [
        [token, "s_open", 1],
        [closing.token, "s_close", -1],
      ] as const) {
        const mark = state.tokens[place];
        if (mark !== undefined)
          Object.assign(mark, { type, tag: "s", nesting, markup: "~", content: "" });
      }
    }
  }
  return true;
}
