import { ValidationError } from "../protocol/check";
import { decodeProps } from "../protocol/codec";
import type { Op } from "../wire/elements";
import { emptyRoot, type Kept, type Path, ROOT_NAMES, type TreeNode, walk } from "./node";
import { Progress } from "./progress";
import { Signal } from "./signal";

type TreeOp = Exclude<Op, { op: "value" }>;
type Put = Extract<Op, { op: "put" }>;

/** The page's tree of elements: one signal for each root, and the props known by hash. */
export class Tree {
  readonly roots: readonly Signal<TreeNode>[] = ROOT_NAMES.map(
    (_, index) => new Signal(emptyRoot(index)),
  );
  /** How far the present run has come; null when no run is on. */
  readonly progress = new Signal<Progress | null>(null);
  readonly #props = new Map<number, unknown>();
  #mounts = 0;

  root(index: number): Signal<TreeNode> {
    const root = this.roots[index];
    if (root === undefined) throw new ValidationError("path", "a root from 0 to 3", index);
    return root;
  }

  /** Applies the ops in order; the page sees their result at once. */
  apply(ops: readonly TreeOp[]): void {
    const next = this.roots.map((root) => root.get());
    const progress = this.progress.get();
    for (const op of ops) {
      const index = op.path[0] ?? 0;
      const root = next[index];
      if (root === undefined) throw new ValidationError("path", "a root from 0 to 3", index);
      next[index] = this.#applied(root, op);
      if (op.op === "put") progress?.drawn(op.path);
      if (op.op === "fresh") progress?.freshUpTo(op.path, op.len);
    }
    if (progress !== null) this.progress.set(progress.next());
    next.forEach((root, index) => {
      this.roots[index]?.set(root);
    });
  }

  runStarted(): void {
    this.progress.set(Progress.start());
  }

  /** Ends staleness and spinners, and forgets nodes and props that have no place any more. */
  runFinished(): void {
    this.progress.set(null);
    const used = new Set<number>();
    for (const root of this.roots) {
      root.set(settled(root.get()));
      for (const node of walk(root.get())) used.add(node.hash);
    }
    for (const hash of this.#props.keys()) if (!used.has(hash)) this.#props.delete(hash);
  }

  reset(): void {
    this.#props.clear();
    this.roots.forEach((root, index) => {
      root.set(emptyRoot(index));
    });
  }

  widgetIds(): Set<string> {
    const ids = new Set<string>();
    for (const root of this.roots) {
      for (const node of walk(root.get())) if (node.id !== null) ids.add(node.id);
    }
    return ids;
  }

  #applied(root: TreeNode, op: TreeOp): TreeNode {
    switch (op.op) {
      case "put":
        return op.path.length === 1 ? this.#put(root, undefined, op) : this.#putChild(root, op);
      case "trim":
        return update(root, op.path, 1, (node) =>
          node.children.length > op.len
            ? { ...node, children: node.children.slice(0, op.len) }
            : node,
        );
      case "fresh":
        return root;
      case "transient":
        return update(root, op.path, 1, (node) => ({
          ...node,
          transients: op.items.map(({ index, kind, props }) => ({
            index,
            kind,
            props: decodeProps(props),
          })),
        }));
    }
  }

  #putChild(root: TreeNode, op: Put): TreeNode {
    const place = op.path.at(-1) ?? 0;
    return update(root, op.path.slice(0, -1), 1, (parent) => {
      const former = parent.children[place];
      const stays = former !== undefined && former.kind === op.kind && former.id === op.id;
      const moved = stays ? undefined : this.#moved(parent, place, op);
      const node = this.#put(former, moved, op);
      if (node === former) return parent;
      const kept = parent.kept.filter((one) => one.node !== moved);
      if (former !== undefined && former.mount !== node.mount && isKept(former)) {
        kept.push({ index: place, node: former });
      }
      const put = { ...withChild(parent, place, node), kept };
      if (moved === undefined || moved.id !== null) return put;
      // A container that has moved up stands in its former place too, until the run has come there: as another one.
      const before = put.children.indexOf(moved);
      return before < 0 ? put : withChild(put, before, { ...moved, mount: this.#newMount() });
    });
  }

  /** The node that `op` puts, if it was at another place in its container. */
  #moved(parent: TreeNode, place: number, op: Put): TreeNode | undefined {
    if (op.id === null && !op.container) return undefined;
    const down = parent.kept.find(({ node }) => isSame(node, op));
    if (down !== undefined) return down.node;
    return parent.children.find((node, at) => at > place && node !== undefined && isSame(node, op));
  }

  /** `former` has the place of the new node; `moved` is the same one, at the place it had before. */
  #put(former: TreeNode | undefined, moved: TreeNode | undefined, op: Put): TreeNode {
    const props = this.#propsOf(op);
    const stays = former?.container === true && op.container && former.kind === op.kind;
    if (
      former !== undefined &&
      former.kind === op.kind &&
      former.hash === op.hash &&
      former.id === op.id &&
      former.key === op.key &&
      former.container === op.container
    ) {
      return former;
    }
    return {
      path: op.path,
      kind: op.kind,
      hash: op.hash,
      mount: this.#mountOf(former, moved, op),
      props,
      id: op.id,
      key: op.key,
      container: op.container,
      children: stays ? former.children : [],
      transients: stays ? former.transients : [],
      kept: [...(stays ? former.kept : []), ...keptOf(moved)],
    };
  }

  #mountOf(former: TreeNode | undefined, moved: TreeNode | undefined, op: Put): string {
    if (op.id !== null) return `id ${op.id}`;
    if (former?.id === null && former.kind === op.kind) return former.mount;
    return moved?.mount ?? this.#newMount();
  }

  #newMount(): string {
    this.#mounts += 1;
    return `nr ${this.#mounts}`;
  }

  #propsOf(op: Put): unknown {
    if (op.props !== null) {
      const props = decodeProps(op.props);
      this.#props.set(op.hash, props);
      return props;
    }
    if (!this.#props.has(op.hash)) {
      throw new ValidationError(`props of ${op.kind}`, "a known hash", op.hash);
    }
    return this.#props.get(op.hash);
  }
}

function update(
  node: TreeNode,
  path: Path,
  depth: number,
  change: (node: TreeNode) => TreeNode,
): TreeNode {
  const place = path[depth];
  if (place === undefined) return change(node);
  const child = node.children[place];
  if (child === undefined)
    throw new ValidationError(`path ${path.join(".")}`, "a known container", place);
  const changed = update(child, path, depth + 1, change);
  return changed === child ? node : withChild(node, place, changed);
}

function withChild(parent: TreeNode, place: number, child: TreeNode): TreeNode {
  const children = [...parent.children];
  while (children.length < place) children.push(undefined);
  children[place] = child;
  return { ...parent, children };
}

/** Whether a node is what the host puts: a widget by its id, a container by what it is. */
function isSame(node: TreeNode, op: Put): boolean {
  if (node.id !== null || op.id !== null) return node.id === op.id;
  return node.container && op.container && node.kind === op.kind && node.key === op.key;
}

/**
 * What holds something of the user's, the focus or half a word, stays on the page until the run has drawn it again:
 * while a run goes on, its changes come piece by piece, and what moves down is first overwritten.
 */
function isKept(node: TreeNode): boolean {
  return node.id !== null || node.container;
}

function keptOf(moved: TreeNode | undefined): readonly Kept[] {
  if (moved === undefined) return [];
  return moved.children.flatMap((node, index) =>
    node !== undefined && isKept(node) ? [{ index, node }] : [],
  );
}

function settled(node: TreeNode): TreeNode {
  let children = node.children;
  node.children.forEach((child, index) => {
    if (child === undefined) return;
    const done = settled(child);
    if (done === child) return;
    if (children === node.children) children = [...node.children];
    children = children.with(index, done);
  });
  const calm = node.transients.length === 0 && node.kept.length === 0;
  if (children === node.children && calm) return node;
  return { ...node, children, transients: [], kept: [] };
}
