import { useLayoutEffect, useRef } from "react";
import { addAnchor } from "../anchors";
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
  className,
}: Required<Pick<Props, "source" | "inline" | "className">> & Props) {
  const place = useRef<HTMLElement>(null);
  const engine = useLazy(markdownEngine);
  useLayoutEffect(() => {
    const node = place.current;
    if (node === null || engine.state !== "ready") return;
    const fragment = engine.value.renderMarkdown(source, { inline, html });
    decorate(fragment);
    node.replaceChildren(fragment);
    if (anchors) return addAnchors(node);
  }, [engine, source, inline, html, anchors]);
  const take = (node: HTMLElement | null) => {
    place.current = node;
  };
  if (engine.state === "failed") return <span className={className}>{source}</span>;
  return inline ? (
    <span ref={take} className={className} data-testid="stMarkdownContainer" />
  ) : (
    <div ref={take} className={className} data-testid="stMarkdownContainer" />
  );
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
