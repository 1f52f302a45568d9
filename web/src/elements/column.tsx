import { useContext } from "react";
import { fallback, num, object } from "../protocol/check";
import type { TreeNode } from "../store/node";
import type { Column } from "../wire/elements";
import { Children } from "./Children";
import { ColumnsContext } from "./columns_context";
import { defineElement } from "./element";
import { gapStyle } from "./gap";
import styles from "./layout.module.css";

const column = object<Column>({ weight: fallback(num, 1) });

export default defineElement(column, ({ props, node }) => (
  <Cell weight={props.weight} node={node} />
));

function Cell({ weight, node }: { weight: number; node: TreeNode }) {
  return (
    <div
      className={`stColumn ${styles.column}`}
      data-testid="stColumn"
      data-valign={useContext(ColumnsContext)}
      style={{ "--weight": weight }}
    >
      <div
        className={`stVerticalBlock ${styles.vertical}`}
        data-testid="stVerticalBlock"
        style={gapStyle("small")}
      >
        <Children node={node} />
      </div>
    </div>
  );
}
