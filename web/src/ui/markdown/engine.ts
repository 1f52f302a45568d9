import DOMPurify from "dompurify";
import createMarkdown, { type MarkdownIt } from "markdown-it";
import { full as emoji } from "markdown-it-emoji";
import { directives } from "./directives";
import { gfm } from "./gfm";
import { linkRemoteImages } from "./images";
import { math } from "./math";

export interface MarkdownOptions {
  /** One line without paragraphs: labels, headings. */
  readonly inline: boolean;
  /** Raw HTML is taken over, sanitised; otherwise it is shown as text. */
  readonly html: boolean;
}

let texts = 0;
const engines = { text: engine(false), html: engine(true) };

function engine(html: boolean): MarkdownIt {
  // `:name:` only: `<3` and `:/` are what people have written.
  const named = { shortcuts: {} };
  return new createMarkdown({ html, linkify: true })
    .use(emoji, named)
    .use(directives)
    .use(math)
    .use(gfm);
}

/** Renders markdown. What comes back has passed the sanitiser, whatever the source was. */
export function renderMarkdown(source: string, options: MarkdownOptions): DocumentFragment {
  const md = options.html ? engines.html : engines.text;
  // The footnotes of two texts must not have the same ids.
  texts += 1;
  const env = { docId: String(texts) };
  const html = options.inline ? md.renderInline(source, env) : md.render(source, env);
  const fragment = DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    FORCE_BODY: true,
    ADD_ATTR: ["target"],
  });
  linkRemoteImages(fragment);
  finishLinks(fragment);
  finishTasks(fragment);
  for (const table of fragment.querySelectorAll("table")) {
    const scroller = document.createElement("div");
    scroller.className = "st-table-scroll";
    scroller.tabIndex = 0;
    scroller.role = "region";
    scroller.ariaLabel = "Table";
    table.replaceWith(scroller);
    scroller.append(table);
  }
  return fragment;
}

function finishLinks(fragment: DocumentFragment): void {
  for (const link of fragment.querySelectorAll("a[href]")) {
    if (link.getAttribute("href")?.startsWith("#")) continue;
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
}

/** `- [x] done`: a part of GitHub's markdown that markdown-it leaves out. */
function finishTasks(fragment: DocumentFragment): void {
  for (const item of fragment.querySelectorAll("li")) {
    const first = item.firstElementChild?.tagName === "P" ? item.firstElementChild : item;
    const text = first.firstChild;
    if (!(text instanceof Text)) continue;
    const mark = /^\[([ xX])\]\s+/.exec(text.data);
    if (mark === null) continue;
    text.data = text.data.slice(mark[0].length);
    const box = document.createElement("input");
    box.type = "checkbox";
    box.disabled = true;
    box.ariaLabel = mark[1] === " " ? "To do" : "Done";
    box.toggleAttribute("checked", mark[1] !== " ");
    first.prepend(box, " ");
    item.classList.add("st-task");
  }
}
