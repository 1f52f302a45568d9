import type { Transient, TreeNode } from "../../store/node";
import { NodeView, TransientView } from "./NodeView";

/** The children of a container in their order, with what floats between them. */
export function Children({ node }: { node: TreeNode }) {
  const { children, transients, kept } = node;
  const count = Math.max(children.length, ...transients.map(({ index }) => index + 1));
  // Until the run has come that far, a widget that has moved up stands in its former place too.
  const seen = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const child = children[index];
    const drawn = child !== undefined && !seen.has(child.mount) ? child : undefined;
    if (drawn !== undefined) seen.add(drawn.mount);
    return [
      transients
        .filter((transient) => transient.index === index)
        .map((transient, nth) => (
          <TransientView key={`t${index}.${nth}`} node={transientNode(node, transient)} />
        )),
      drawn === undefined ? null : <NodeView key={drawn.mount} node={drawn} />,
      kept
        .filter((one) => one.index === index && !seen.has(one.node.mount))
        .map((one) => <NodeView key={one.node.mount} node={one.node} displaced />),
    ].flat();
  }).flat();
}

function transientNode(parent: TreeNode, { index, kind, props }: Transient): TreeNode {
  return {
    path: [...parent.path, index],
    kind,
    hash: 0,
    mount: "",
    props,
    id: null,
    key: null,
    container: false,
    children: [],
    transients: [],
    kept: [],
  };
}
