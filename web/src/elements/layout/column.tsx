import { useContext } from "react";
import { num, object } from "../../protocol/check";
import type { TreeNode } from "../../store/node";
import type { Column } from "../../wire/elements";
import { Children } from "../render/Children";
import { defineElement } from "../render/element";
import { gapStyle } from "../shared/gap";
import styles from "../shared/layout.module.css";
import { ColumnsContext } from "./columns_context";

const column = object<Column>({ weight: num });

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
