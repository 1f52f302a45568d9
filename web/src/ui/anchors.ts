import { type RefObject, useLayoutEffect, useState } from "react";

interface Anchor {
  readonly base: string;
  readonly element: Element;
  readonly name: (id: string) => void;
  id: string | undefined;
}

const anchors = new Set<Anchor>();
let scheduled = false;

/**
 * Gives a heading the id `base`. Of several on the page the first in its order has it; the others have `base-1`,
 * `base-2`, as on GitHub. Gives back what takes the heading out again.
 */
export function addAnchor(base: string, element: Element, name: (id: string) => void): () => void {
  const anchor: Anchor = { base, element, name, id: undefined };
  anchors.add(anchor);
  schedule();
  return () => {
    anchors.delete(anchor);
    schedule();
  };
}

/** The id of a heading that React draws; undefined for one that is not to have any. */
export function useAnchor(
  base: string | undefined,
  place: RefObject<Element | null>,
): string | undefined {
  const [id, setId] = useState(base);
  useLayoutEffect(() => {
    const element = place.current;
    if (!base || element === null) return;
    return addAnchor(base, element, setId);
  }, [base, place]);
  return base ? id : undefined;
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    nameAll();
  });
}

function nameAll(): void {
  const taken = new Set<string>();
  for (const anchor of [...anchors].sort(byPlace)) {
    let id = anchor.base;
    for (let nth = 1; taken.has(id); nth += 1) id = `${anchor.base}-${nth}`;
    taken.add(id);
    if (id === anchor.id) continue;
    anchor.id = id;
    anchor.name(id);
  }
}

function byPlace(left: Anchor, right: Anchor): number {
  const relation = left.element.compareDocumentPosition(right.element);
  return relation & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
