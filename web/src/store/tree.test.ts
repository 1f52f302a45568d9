import { encode } from "@msgpack/msgpack";
import { beforeEach, describe, expect, it } from "vitest";
import type { Op, PutNode } from "../wire/elements";
import type { TreeNode } from "./node";
import { Tree } from "./tree";

let tree: Tree;
beforeEach(() => {
  tree = new Tree();
});

const put = (path: number[], kind: string, hash: number, more: Partial<PutNode> = {}): Op => ({
  op: "put",
  path,
  kind,
  hash,
  props: encode({ body: `${kind} ${hash}` }),
  id: null,
  key: null,
  container: false,
  ...more,
});

const at = (...path: number[]): TreeNode => {
  let node: TreeNode | undefined = tree.root(path[0] ?? 0).get();
  for (const place of path.slice(1)) node = node?.children[place];
  if (node === undefined) throw new Error(`nothing at ${path.join(".")}`);
  return node;
};
const apply = (...ops: Op[]) => tree.apply(ops.filter((op) => op.op !== "value"));

describe("the tree", () => {
  it("puts elements in their places and decodes their props", () => {
    apply(put([0, 1], "text", 2), put([0, 0], "title", 1), put([1, 0], "text", 3));
    expect(at(0, 0)).toMatchObject({ kind: "title", props: { body: "title 1" }, path: [0, 0] });
    expect(at(0, 1).kind).toBe("text");
    expect(at(1, 0).hash).toBe(3);
  });

  it("renders only what an op touched", () => {
    apply(
      put([0, 0], "container", 1, { container: true }),
      put([0, 0, 0], "text", 2),
      put([0, 1], "container", 3, { container: true }),
      put([0, 1, 0], "text", 4),
    );
    const [left, right] = [at(0, 0), at(0, 1)];
    apply(put([0, 1, 0], "text", 5));
    expect(at(0, 0)).toBe(left);
    expect(at(0, 1)).not.toBe(right);
  });

  it("keeps a node that is put again as it was", () => {
    apply(put([0, 0], "text", 1));
    const [root, node] = [at(0), at(0, 0)];
    apply(put([0, 0], "text", 1, { props: null }));
    expect(at(0, 0)).toBe(node);
    expect(at(0)).toBe(root);
  });

  it("keeps the children of a container of the same kind, and drops those of another", () => {
    apply(put([0, 0], "expander", 1, { container: true }), put([0, 0, 0], "text", 2));
    apply(put([0, 0], "expander", 3, { container: true }));
    expect(at(0, 0).children).toHaveLength(1);
    apply(put([0, 0], "container", 4, { container: true }));
    expect(at(0, 0).children).toHaveLength(0);
  });

  it("finds props by their hash, also those of a node that is just replaced", () => {
    apply(put([0, 0], "text", 1));
    apply(put([0, 0], "text", 2), put([0, 1], "text", 1, { props: null }));
    expect(at(0, 1).props).toEqual({ body: "text 1" });
  });

  it("forgets props that nothing on the page has when the run is finished", () => {
    apply(put([0, 0], "text", 1));
    apply(put([0, 0], "text", 2));
    tree.runFinished();
    expect(() => apply(put([0, 1], "text", 1, { props: null }))).toThrow("known hash");
    apply(put([0, 1], "text", 2, { props: null }));
    expect(at(0, 1).props).toEqual({ body: "text 2" });
  });

  it("trims a container to its length", () => {
    apply(put([0, 0], "text", 1), put([0, 1], "text", 2), { op: "trim", path: [0], len: 1 });
    expect(at(0).children).toHaveLength(1);
  });

  it("shows spinners until the run is finished", () => {
    apply(put([0, 0], "container", 1, { container: true }), {
      op: "transient",
      path: [0, 0],
      items: [{ index: 0, kind: "spinner", props: encode({ text: "wait" }) }],
    });
    expect(at(0, 0).transients).toEqual([{ index: 0, kind: "spinner", props: { text: "wait" } }]);
    tree.runFinished();
    expect(at(0, 0).transients).toEqual([]);
  });

  it("takes an element for stale until the run has put or confirmed it", () => {
    apply(put([0, 0], "text", 1), put([0, 1], "text", 2), put([0, 2], "text", 3));
    expect(tree.progress.get()).toBeNull();
    tree.runStarted();
    expect(tree.progress.get()?.isStale([0, 0])).toBe(true);
    apply({ op: "fresh", path: [0], len: 1 }, put([0, 2], "text", 4));
    const stale = [0, 1, 2].map((place) => tree.progress.get()?.isStale([0, place]));
    expect(stale).toEqual([false, true, false]);
    tree.runFinished();
    expect(tree.progress.get()).toBeNull();
  });

  it("keeps a widget that was overwritten until the run has put it again, or is over", () => {
    const widget = (path: number[]) => put(path, "button", 9, { id: "b" });
    apply(widget([0, 0]), put([0, 1], "text", 1));
    const { mount } = at(0, 0);
    tree.runStarted();
    apply(put([0, 0], "text", 2));
    expect(at(0).kept).toMatchObject([{ index: 0, node: { id: "b", mount } }]);
    apply(widget([0, 1]));
    expect(at(0).kept).toEqual([]);
    expect(at(0, 1).mount).toBe(mount);
    apply(put([0, 1], "text", 3));
    tree.runFinished();
    expect(at(0).kept).toEqual([]);
  });

  it("refuses an op on a container that it does not have", () => {
    expect(() => apply(put([0, 3, 0], "text", 1))).toThrow("known container");
    expect(() => apply(put([7, 0], "text", 1))).toThrow("a root");
  });
});
