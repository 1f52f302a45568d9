/** The class of an element with a key, for styles and tests. */
export function keyClass(key: string | null): string {
  return key === null ? "" : `st-key-${key.trim().replace(/[^a-zA-Z0-9_-]/g, "-")}`;
}
