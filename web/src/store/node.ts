/** Something that floats in a container without taking a place in it: a spinner. */
export interface Transient {
  readonly index: number;
  readonly kind: string;
  readonly props: unknown;
}

/** A node whose place another has taken during a run that has not come to it yet. */
export interface Kept {
  readonly index: number;
  readonly node: TreeNode;
}

/**
 * An element or container. Nodes never change: an op makes new ones along its path and shares
 * the rest, so that only what an op touched is rendered again.
 */
export interface TreeNode {
  readonly path: readonly number[];
  readonly kind: string;
  readonly hash: number;
  /** Stays the same while the node stays what it is, also when its place changes within its container. */
  readonly mount: string;
  readonly props: unknown;
  readonly id: string | null;
  readonly key: string | null;
  readonly container: boolean;
  readonly children: readonly (TreeNode | undefined)[];
  readonly transients: readonly Transient[];
  /** Until the run has drawn them again, or has ended. */
  readonly kept: readonly Kept[];
}

export type Path = readonly number[];

/** The root containers, in the order of their index. */
export const ROOTS = { main: 0, sidebar: 1, event: 2, bottom: 3 } as const;
export type RootName = keyof typeof ROOTS;
export const ROOT_NAMES: readonly RootName[] = ["main", "sidebar", "event", "bottom"];

export function emptyRoot(index: number): TreeNode {
  return {
    path: [index],
    kind: ROOT_NAMES[index] ?? "root",
    hash: 0,
    mount: "root",
    props: {},
    id: null,
    key: null,
    container: true,
    children: [],
    transients: [],
    kept: [],
  };
}

/** Every node under `node`, itself included, in the order of the page. */
export function* walk(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of node.children) if (child !== undefined) yield* walk(child);
}
