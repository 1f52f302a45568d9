import { useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { addAnchor } from "../anchors";
import { CopyButton } from "../CopyButton";
import { Lazy, useLazy } from "../lazy";
import { decorate } from "./decorate";
import "./markdown.css";
import { isPlain } from "./plain";
import { slug } from "./slug";

export const markdownEngine = new Lazy(() => import("./engine"));

interface Props {
  readonly source: string;
  readonly inline?: boolean;
  readonly html?: boolean;
  /** Headings get ids to link to. */
  readonly anchors?: boolean;
  /** Takes the text that a person reads, once it is known; a function that stays the same. */
  readonly onText?: (text: string) => void;
  readonly className?: string;
}

/** Markdown of a script. Plain text is drawn at once; the engine loads when it is needed. */
export function Markdown({ source, inline = false, className = "", ...options }: Props) {
  const classes = `stMarkdownContainer st-markdown ${className}`;
  if (isPlain(source)) {
    return inline ? (
      <span className={classes} data-testid="stMarkdownContainer">
        {source}
      </span>
    ) : (
      <div className={classes} data-testid="stMarkdownContainer">
        <p>{source}</p>
      </div>
    );
  }
  return <Rich source={source} inline={inline} className={classes} {...options} />;
}

function Rich({
  source,
  inline,
  html = false,
  anchors = false,
  onText,
  className,
}: Required<Pick<Props, "source" | "inline" | "className">> & Props) {
  const place = useRef<HTMLElement>(null);
  const engine = useLazy(markdownEngine);
  const [blocks, setBlocks] = useState<readonly Block[]>([]);
  useLayoutEffect(() => {
    const node = place.current;
    if (node === null || engine.state !== "ready") return;
    const fragment = engine.value.renderMarkdown(source, { inline, html });
    onText?.((fragment.textContent ?? "").trim());
    const found = codeBlocks(fragment);
    setBlocks((were) => (were.length + found.length === 0 ? were : found));
    decorate(fragment);
    node.replaceChildren(fragment);
    if (anchors) return addAnchors(node);
  }, [engine, source, inline, html, anchors, onText]);
  const take = (node: HTMLElement | null) => {
    place.current = node;
  };
  if (engine.state === "failed") return <span className={className}>{source}</span>;
  return inline ? (
    <span ref={take} className={className} data-testid="stMarkdownContainer" />
  ) : (
    <>
      <div ref={take} className={className} data-testid="stMarkdownContainer" />
      {blocks.map(({ place, text }, index) =>
        createPortal(<CopyButton text={text} over />, place, String(index)),
      )}
    </>
  );
}

/** A block of code in a text, with room for the button that copies it. */
interface Block {
  readonly place: HTMLElement;
  readonly text: string;
}

function codeBlocks(fragment: DocumentFragment): Block[] {
  return [...fragment.querySelectorAll("pre > code")].flatMap((code) => {
    const pre = code.parentElement;
    if (pre === null) return [];
    const place = document.createElement("div");
    place.className = "st-block";
    pre.replaceWith(place);
    place.append(pre);
    return [{ place, text: (code.textContent ?? "").replace(/\n$/, "") }];
  });
}

/** Names the headings in `place` that have no name of their own; gives back what ends that. */
function addAnchors(place: HTMLElement): () => void {
  const ends = [...place.querySelectorAll("h1,h2,h3,h4,h5,h6")]
    .filter((heading) => heading.id === "")
    .map((heading) =>
      addAnchor(slug(heading.textContent ?? ""), heading, (id) => {
        heading.id = id;
      }),
    );
  return () => {
    for (const end of ends) end();
  };
}
