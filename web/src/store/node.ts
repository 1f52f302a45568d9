/** Something that floats in a container without taking a place in it: a spinner. */
export interface Transient {
  readonly index: number;
  readonly kind: string;
  readonly props: unknown;
}

/**
 * An element or container. Nodes never change: an op makes new ones along its path and shares
 * the rest, so that only what an op touched is rendered again.
 */
export interface TreeNode {
  readonly path: readonly number[];
  readonly kind: string;
  readonly hash: number;
  readonly props: unknown;
  readonly id: string | null;
  readonly key: string | null;
  readonly container: boolean;
  readonly children: readonly (TreeNode | undefined)[];
  readonly transients: readonly Transient[];
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
    props: {},
    id: null,
    key: null,
    container: true,
    children: [],
    transients: [],
  };
}

/** Every node under `node`, itself included, in the order of the page. */
export function* walk(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of node.children) if (child !== undefined) yield* walk(child);
}
