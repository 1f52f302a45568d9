import type { TextMeasure } from "./widths";

/** Measures in the fonts that `element` has: cells as it is, headings in medium weight. */
export function textMeasure(element: Element): TextMeasure {
  const style = getComputedStyle(element);
  const context = document.createElement("canvas").getContext("2d");
  const inWeight = (weight: string) => (text: string) => {
    if (context === null) return text.length * 8;
    context.font = `${weight} ${style.fontSize} ${style.fontFamily}`;
    return context.measureText(text).width;
  };
  return { cell: inWeight("400"), header: inWeight("550") };
}
