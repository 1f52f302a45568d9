export type FilterMode = "fuzzy" | "contains" | "prefix";

/**
 * The indices of the options that match a search. Fuzzy puts the better match first: a whole run
 * of the letters before scattered ones, the start of a word before its middle.
 */
export function filterOptions(
  options: readonly string[],
  search: string,
  mode: FilterMode | undefined,
): number[] {
  const wanted = fold(search.trim());
  const all = options.map((_, index) => index);
  if (wanted === "" || mode === undefined) return all;
  if (mode === "prefix")
    return all.filter((index) => fold(options[index] ?? "").startsWith(wanted));
  if (mode === "contains")
    return all.filter((index) => fold(options[index] ?? "").includes(wanted));
  return all
    .map((index) => ({ index, score: fuzzyScore(fold(options[index] ?? ""), wanted) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || left.index - right.index)
    .map(({ index }) => index);
}

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}

function fuzzyScore(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  if (at === 0) return 4;
  if (at > 0) return /[\s_\-./]/.test(text[at - 1] ?? "") ? 3 : 2;
  let position = 0;
  for (const letter of wanted) {
    position = text.indexOf(letter, position) + 1;
    if (position === 0) return 0;
  }
  return 1;
}
