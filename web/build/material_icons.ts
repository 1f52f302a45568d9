import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";
import { ICON_SHARDS, iconShard } from "../src/ui/icon/shard.ts";

const PREFIX = "virtual:material-icons/";

/**
 * The outlines of all Material Symbols (rounded), in shards by a hash of the name:
 * a page that shows three icons loads three small files, not the half megabyte of all of them.
 */
export function materialIcons(): Plugin {
  let shards: Record<string, string>[] | undefined;
  return {
    name: "material-icons",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const name = id.slice(PREFIX.length + 1);
      if (name === "shards") {
        const loaders = Array.from(
          { length: ICON_SHARDS },
          (_, shard) => `() => import("${PREFIX}${shard}")`,
        );
        return `export const shards = [${loaders.join(",")}];`;
      }
      shards ??= readShards();
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(shards[Number(name)]))});`;
    },
  };
}

function readShards(): Record<string, string>[] {
  const shards: Record<string, string>[] = Array.from({ length: ICON_SHARDS }, () => ({}));
  const require = createRequire(import.meta.url);
  const folder = join(
    dirname(require.resolve("@material-symbols/svg-400/package.json")),
    "rounded",
  );
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".svg") || file.endsWith("-fill.svg")) continue;
    const name = file.slice(0, -".svg".length);
    const path = /<path d="([^"]+)"/.exec(readFileSync(join(folder, file), "utf8"))?.[1];
    const shard = shards[iconShard(name)];
    if (path !== undefined && shard !== undefined) shard[name] = path;
  }
  return shards;
}
