import { object } from "../../protocol/check";
import { Children } from "../render/Children";
import { defineElement } from "../render/element";

export default defineElement(object<Record<never, never>>({}), ({ node }) =>
  node.children.length === 0 && node.transients.length === 0 ? (
    <div className="stElementContainer stEmpty" data-testid="stEmpty" hidden />
  ) : (
    <Children node={node} />
  ),
);
