import { memo, type ReactNode } from "react";
import { isRecord } from "../../protocol/check";
import { useSession } from "../../session/context";
import type { TreeNode } from "../../store/node";
import { useSelected } from "../../store/signal";
import { ErrorBoundary } from "../../ui/ErrorBoundary";
import { InvalidElementCard } from "../../ui/InvalidElementCard";
import { useLazy } from "../../ui/lazy";
import { keyClass } from "../shared/key";
import { widthProps } from "../shared/size";
import { useFindElement } from "./elements_context";
import styles from "./NodeView.module.css";

interface Props {
  readonly node: TreeNode;
  /** Another node has its place by now. */
  readonly displaced?: boolean;
}

/** Draws a node: a container by itself, an element within its element container. */
export const NodeView = memo(function NodeView({ node, displaced = false }: Props) {
  if (node.container) return <NodeBody node={node} />;
  return <ElementContainer node={node} displaced={displaced} />;
});

/** Draws what floats; it belongs to the present run, so it is never stale. */
export function TransientView({ node }: { node: TreeNode }) {
  return (
    <div
      className={`stElementContainer element-container ${styles.element}`}
      data-testid="stElementContainer"
      data-stale={false}
      {...widthProps(elementWidth(node))}
    >
      <NodeBody node={node} />
    </div>
  );
}

function ElementContainer({ node, displaced }: Required<Props>) {
  const stale = useStale(node) || displaced;
  return (
    <div
      className={`stElementContainer element-container ${styles.element} ${keyClass(node.key)}`}
      data-testid="stElementContainer"
      data-stale={stale}
      data-kind={node.kind}
      data-widget-id={node.id ?? undefined}
      {...widthProps(elementWidth(node))}
    >
      <NodeBody node={node} />
    </div>
  );
}

function NodeBody({ node }: { node: TreeNode }): ReactNode {
  const module = useFindElement()(node.kind);
  const loaded = useLazy(module ?? null);
  if (module === undefined) {
    return (
      <InvalidElementCard
        kind={node.kind}
        problem="This page does not know elements of this kind."
      />
    );
  }
  if (loaded.state === "loading") return <div className={styles.loading} aria-hidden="true" />;
  if (loaded.state === "failed") {
    return (
      <InvalidElementCard
        kind={node.kind}
        problem={`Its code did not load: ${loaded.error.message}`}
      />
    );
  }
  const Render = loaded.value.default;
  return (
    <ErrorBoundary kind={node.kind} subject={node}>
      <Render node={node} />
    </ErrorBoundary>
  );
}

/** True while a run is on that has not come as far as this node. */
function useStale(node: TreeNode): boolean {
  return useSelected(
    useSession().tree.progress,
    (progress) => progress?.isStale(node.path) ?? false,
  );
}

/** Elements whose width nobody can set, and those whose properties do not fit, are as wide as their container. */
function elementWidth({ props }: TreeNode): unknown {
  return isRecord(props) ? props.width : undefined;
}
