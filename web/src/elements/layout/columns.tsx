import { bool, list, num, object, oneOf } from "../../protocol/check";
import type { Columns } from "../../wire/elements";
import { Children } from "../render/Children";
import { defineElement } from "../render/element";
import { gap, width } from "../shared/fields";
import { gapStyle } from "../shared/gap";
import styles from "../shared/layout.module.css";
import { widthProps } from "../shared/size";
import { ColumnsContext } from "./columns_context";

const columns = object<Columns>({
  spec: list(num),
  gap,
  vertical_alignment: oneOf("top", "center", "bottom", "distribute"),
  border: bool,
  width: width,
  wrap: bool,
});

export default defineElement(columns, ({ props, node }) => (
  <div
    className={`stLayoutWrapper ${styles.wrapper} ${styles.measure}`}
    data-testid="stLayoutWrapper"
    {...widthProps(props.width)}
  >
    <div
      className={`stHorizontalBlock ${styles.columns}`}
      data-testid="stHorizontalBlock"
      data-wrap={props.wrap || undefined}
      data-border={props.border || undefined}
      style={gapStyle(props.gap)}
    >
      <ColumnsContext value={props.vertical_alignment}>
        <Children node={node} />
      </ColumnsContext>
    </div>
  </div>
));
