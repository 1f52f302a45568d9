import { useLayoutEffect, useRef } from "react";
import { bool, object, oneOf, optional } from "../../protocol/check";
import type { TreeNode } from "../../store/node";
import type { Container } from "../../wire/elements";
import { Children } from "../render/Children";
import { defineElement } from "../render/element";
import { gap, height, width } from "../shared/fields";
import { gapStyle } from "../shared/gap";
import { keyClass } from "../shared/key";
import styles from "../shared/layout.module.css";
import { heightStyle, widthProps } from "../shared/size";

const container = object<Container>({
  border: optional(bool),
  width: width,
  height: height,
  horizontal: bool,
  wrap: bool,
  horizontal_alignment: oneOf("left", "center", "right", "distribute"),
  vertical_alignment: oneOf("top", "center", "bottom", "distribute"),
  gap,
  autoscroll: optional(bool),
});

export default defineElement(container, ({ props, node }) => <Box props={props} node={node} />);

function Box({ props, node }: { props: Container; node: TreeNode }) {
  const place = useRef<HTMLDivElement>(null);
  const fixed = typeof props.height === "number";
  const scrolls = props.autoscroll ?? false;
  useLayoutEffect(() => {
    if (scrolls && node.children.length > 0) {
      place.current?.scrollTo({ top: place.current.scrollHeight });
    }
  }, [scrolls, node]);
  const { style, ...widths } = widthProps(props.width);
  const border = (props.border ?? fixed) ? styles.bordered : "";
  return (
    <div
      className={`stLayoutWrapper ${styles.wrapper}`}
      data-testid="stLayoutWrapper"
      {...widths}
      style={style}
    >
      <div
        ref={place}
        className={`${props.horizontal ? `stHorizontalBlock ${styles.horizontal}` : `stVerticalBlock ${styles.vertical}`} ${border} ${keyClass(node.key)}`}
        data-testid={props.horizontal ? "stHorizontalBlock" : "stVerticalBlock"}
        data-wrap={props.wrap || undefined}
        data-align={props.horizontal_alignment}
        data-valign={props.vertical_alignment}
        style={{ ...gapStyle(props.gap), ...heightStyle(props.height) }}
        {...(fixed ? { tabIndex: 0, role: "region", "aria-label": "Scrolling content" } : {})}
      >
        <Children node={node} />
      </div>
    </div>
  );
}
