import type { TextMeasure } from "./widths";

/** Measures in the fonts that `element` has: cells as it is, headings in medium weight. */
export function textMeasure(element: Element): TextMeasure {
  const style = getComputedStyle(element);
  const context = document.createElement("canvas").getContext("2d");
  const inWeight = (weight: string) => {
    // A canvas has the proportional digits of the font; the cells have those of equal width.
    const digit = digitWidth(element, weight);
    return (text: string) => {
      if (context === null) return text.length * 8;
      context.font = `${weight} ${style.fontSize} ${style.fontFamily}`;
      const rest = text.replace(/\d/g, "");
      return context.measureText(rest).width + (text.length - rest.length) * digit;
    };
  };
  return { cell: inWeight("400"), header: inWeight("550") };
}

/** The width of a digit as it stands in `element`. */
function digitWidth(element: Element, weight: string): number {
  const probe = document.createElement("span");
  probe.textContent = "0000000000";
  probe.style.cssText = "position:absolute;visibility:hidden;white-space:pre";
  probe.style.fontWeight = weight;
  element.append(probe);
  const width = probe.getBoundingClientRect().width / 10;
  probe.remove();
  return width;
}
