import { isContainer, type JsonNode } from "./parse";

/** A line of the tree. */
export interface TreeRow {
  /** The way to the node from the root, which also names it. */
  readonly path: string;
  readonly parent: string | null;
  readonly level: number;
  readonly name: string | null;
  /** Whether the name is the index of a list. */
  readonly isIndex: boolean;
  readonly node: JsonNode;
  readonly open: boolean;
  /** A line that stands for this many more entries; 0: the node itself. */
  readonly more: number;
  readonly position: number;
  readonly siblings: number;
}

export interface TreeState {
  /** What the reader has opened and closed. */
  readonly open: ReadonlyMap<string, boolean>;
  /** How many entries of a node are shown, when not the usual number. */
  readonly limits: ReadonlyMap<string, number>;
  /** Nodes above this depth are open at first. */
  readonly depth: number;
}

/** Entries of a list that are shown at first, and with each "more". */
export const ENTRY_STEP = 50;
/** A tree that is "all open" opens only so far that it has about this many lines. */
const LINE_BUDGET = 1500;

/** How deep a tree is open at first. */
export function openDepth(root: JsonNode, expanded: boolean | number): number {
  if (typeof expanded === "number") return expanded;
  if (!expanded) return 0;
  let level: readonly JsonNode[] = [root];
  let lines = 1;
  for (let depth = 0; ; depth += 1) {
    const next = level.flatMap((node) =>
      isContainer(node) ? node.entries.slice(0, ENTRY_STEP).map((entry) => entry.node) : [],
    );
    lines += next.length;
    if (next.length === 0 || (lines > LINE_BUDGET && depth > 0)) return depth;
    level = next;
  }
}

/** The lines that can be seen, from top to bottom. */
export function visibleRows(root: JsonNode, state: TreeState): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (row: Omit<TreeRow, "open" | "more">) => {
    const { node, path, level } = row;
    const open = isContainer(node) && (state.open.get(path) ?? level < state.depth);
    rows.push({ ...row, open, more: 0 });
    if (!open || !isContainer(node)) return;
    const siblings = node.entries.length;
    const limit = Math.min(siblings, state.limits.get(path) ?? ENTRY_STEP);
    const common = { parent: path, level: level + 1, isIndex: node.type === "array", siblings };
    for (let index = 0; index < limit; index += 1) {
      const entry = node.entries[index];
      if (entry === undefined) continue;
      add({
        ...common,
        path: `${path}/${index}`,
        name: entry.key,
        node: entry.node,
        position: index + 1,
      });
    }
    if (limit < siblings) {
      rows.push({
        ...common,
        path: `${path}/more`,
        name: null,
        node,
        open: false,
        more: siblings - limit,
        position: limit + 1,
      });
    }
  };
  add({
    path: "",
    parent: null,
    level: 0,
    name: null,
    isIndex: false,
    node: root,
    position: 1,
    siblings: 1,
  });
  return rows;
}

/** What a closed container holds, in short. */
export function preview(node: JsonNode, room = 60): string {
  if (!isContainer(node)) return node.text.length > 24 ? `${node.text.slice(0, 23)}…` : node.text;
  const list = node.type === "array";
  let text = "";
  for (const { key, node: child } of node.entries) {
    const value = isContainer(child) ? (child.type === "array" ? "[…]" : "{…}") : preview(child);
    const part = list ? value : `${key}: ${value}`;
    if (text.length + part.length > room) {
      text += text === "" ? "…" : ", …";
      break;
    }
    text += text === "" ? part : `, ${part}`;
  }
  return list ? `[${text}]` : `{${text}}`;
}
