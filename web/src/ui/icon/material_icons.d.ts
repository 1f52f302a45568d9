declare module "virtual:material-icons/shards" {
  export const shards: readonly (() => Promise<{ default: Record<string, string> }>)[];
}
