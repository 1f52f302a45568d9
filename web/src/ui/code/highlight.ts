import { Lazy } from "../lazy";

const highlighter = new Lazy(() => import("./highlighter"));

/** Colours `code` inside `node` when the language is known; it stays plain otherwise. */
export async function highlightInto(
  node: HTMLElement,
  code: string,
  language: string,
): Promise<void> {
  const html = await highlighted(code, language);
  if (html !== undefined && node.textContent === code) node.innerHTML = html;
}

/** The code as HTML with classes for its parts; undefined when it cannot be coloured. */
export async function highlighted(code: string, language: string): Promise<string | undefined> {
  // Beyond this the colours cost more than they tell.
  if (code.length > 200_000) return undefined;
  await highlighter.load();
  const loaded = highlighter.get();
  return loaded.state === "ready" ? loaded.value.highlight(code, language) : undefined;
}
