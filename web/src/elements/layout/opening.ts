import { useState } from "react";
import type { Check } from "../../protocol/check";
import { useWidget } from "../../session/context";
import type { WireValue } from "../../wire/elements";

/**
 * What of a label says which container it belongs to: not a count in brackets or a mark, as in "Open (3)" and "Done!".
 */
export function nameOf(label: string): string {
  return label.replace(/\([^)]*\)/g, "").replace(/[^\p{Letter}\p{Number}]+/gu, "") || label;
}

/**
 * What is open in the container `id`, and how to open something else. The session keeps it when the
 * script wants to know (then the container is a widget), else the page by itself.
 *
 * @param initial what is open at first: the script's word, which counts again when `word` changes
 */
export function useOpening<T extends WireValue>(
  id: string | null,
  check: Check<T>,
  initial: T,
  word: unknown = initial,
): [T, (open: T) => void] {
  const { value, edit } = useWidget(id, check);
  const [own, setOwn] = useState(initial);
  const [given, setGiven] = useState(word);
  if (given !== word) {
    setGiven(word);
    setOwn(initial);
  }
  return id === null ? [own, setOwn] : [value ?? initial, edit];
}
