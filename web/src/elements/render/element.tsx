import { type ComponentType, memo, type ReactNode } from "react";
import { type Check, ValidationError } from "../../protocol/check";
import type { TreeNode } from "../../store/node";
import { InvalidElementCard } from "../../ui/InvalidElementCard";

/** What a renderer gets: the checked props and the node they came in. */
export interface ElementArgs<P> {
  readonly props: P;
  readonly node: TreeNode;
}

/** Draws a node whose props are `P` when `check` has passed them. */
export type ElementComponent<P = unknown> = ComponentType<{ node: TreeNode }> & {
  readonly check: Check<P>;
};

/** What the file of an element exports by default. */
export interface ElementModule<P = unknown> {
  readonly default: ElementComponent<P>;
}

/**
 * Joins a check of the wire type with a component that draws it. Props that do not fit show a
 * card that says so, in the place of the element.
 */
export function defineElement<P>(
  check: Check<P>,
  Render: ComponentType<ElementArgs<P>>,
): ElementComponent<P> {
  const checked = new WeakMap<object, P>();
  const read = (props: unknown): P => {
    if (typeof props !== "object" || props === null) return check(props, "");
    const known = checked.get(props);
    if (known !== undefined) return known;
    const fresh = check(props, "");
    checked.set(props, fresh);
    return fresh;
  };
  const Element = memo(function Element({ node }: { node: TreeNode }): ReactNode {
    let props: P;
    try {
      props = read(node.props);
    } catch (error) {
      if (error instanceof ValidationError)
        return <InvalidElementCard kind={node.kind} problem={error.message} />;
      throw error;
    }
    return <Render props={props} node={node} />;
  });
  return Object.assign(Element, { check });
}
