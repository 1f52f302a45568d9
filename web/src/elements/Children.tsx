import { Fragment } from "react";
import type { Transient, TreeNode } from "../store/node";
import { NodeView, TransientView } from "./NodeView";

/** The children of a container in their order, with what floats between them. */
export function Children({ node }: { node: TreeNode }) {
  const { children, transients } = node;
  const count = Math.max(children.length, ...transients.map(({ index }) => index + 1));
  return Array.from({ length: count }, (_, index) => {
    const child = children[index];
    return (
      <Fragment key={child?.id ?? index}>
        {transients
          .filter((transient) => transient.index === index)
          .map((transient, nth) => (
            <TransientView key={`t${nth}`} node={transientNode(node, transient)} />
          ))}
        {child === undefined ? null : <NodeView node={child} />}
      </Fragment>
    );
  });
}

function transientNode(parent: TreeNode, { index, kind, props }: Transient): TreeNode {
  return {
    path: [...parent.path, index],
    kind,
    hash: 0,
    props,
    id: null,
    key: null,
    container: false,
    children: [],
    transients: [],
  };
}
