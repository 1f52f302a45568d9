import { fallback, list, num, object, oneOf } from "../../protocol/check";
import type { Columns } from "../../wire/elements";
import { Children } from "../render/Children";
import { defineElement } from "../render/element";
import { flag, gap, width } from "../shared/fields";
import { gapStyle } from "../shared/gap";
import styles from "../shared/layout.module.css";
import { widthProps } from "../shared/size";
import { ColumnsContext } from "./columns_context";

const columns = object<Columns>({
  spec: fallback(list(num), []),
  gap,
  vertical_alignment: fallback(oneOf("top", "center", "bottom", "distribute"), "top"),
  border: flag,
  width: fallback(width, "stretch"),
  wrap: flag,
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
