import { shards } from "virtual:material-icons/shards";
import { ICON_SHARDS, iconShard } from "./shard";

const loaded: (Promise<Record<string, string>> | undefined)[] = new Array(ICON_SHARDS);

/** The outline of a Material icon, as SVG path data; undefined when there is none of that name. */
export async function iconPath(name: string): Promise<string | undefined> {
  const shard = iconShard(name);
  loaded[shard] ??= shards[shard]?.().then((module) => module.default);
  try {
    return (await loaded[shard])?.[name];
  } catch {
    loaded[shard] = undefined;
    return undefined;
  }
}
