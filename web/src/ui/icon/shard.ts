/** How many files the Material icons are spread over. The build and the page must agree. */
export const ICON_SHARDS = 64;

/** The file that holds the icon called `name`. */
export function iconShard(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index += 1) {
    hash = (hash * 31 + name.charCodeAt(index)) % 65521;
  }
  return hash % ICON_SHARDS;
}
