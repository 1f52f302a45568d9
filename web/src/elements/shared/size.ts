import type { CSSProperties } from "react";

interface WidthProps {
  readonly "data-width": "stretch" | "content" | "fixed";
  readonly style?: CSSProperties;
}

/** How `width` ("stretch", "content" or pixels) reaches the style sheet. */
export function widthProps(width: unknown): WidthProps {
  if (typeof width === "number") return { "data-width": "fixed", style: { width } };
  return { "data-width": width === "content" ? "content" : "stretch" };
}

/** The style for `height`: pixels scroll, "stretch" fills what holds it. */
export function heightStyle(height: unknown): CSSProperties {
  if (typeof height === "number") return { height, overflow: "auto" };
  return height === "stretch" ? { height: "100%" } : {};
}
