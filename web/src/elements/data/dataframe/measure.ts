import type { TextMeasure } from "./widths";

/**
 * Measures in the fonts that `element` has: cells as it is, headings in medium weight. The digits
 * of the grid are all equally wide, which a canvas does not know.
 */
export function textMeasure(element: Element): TextMeasure {
  const style = getComputedStyle(element);
  const context = document.createElement("canvas").getContext("2d");
  const inWeight = (weight: string) => (text: string) => {
    if (context === null) return text.length * 8;
    context.font = `${weight} ${style.fontSize} ${style.fontFamily}`;
    const others = text.replace(/\d/g, "");
    return context.measureText(others).width + (text.length - others.length) * digit(weight);
  };
  const digits = new Map<string, number>();
  const digit = (weight: string): number => {
    const known = digits.get(weight);
    if (known !== undefined) return known;
    const width = digitWidth(element, weight);
    digits.set(weight, width);
    return width;
  };
  return { cell: inWeight("400"), header: inWeight("550") };
}

/** The width of a digit as the page sets it. */
function digitWidth(element: Element, fontWeight: string): number {
  const probe = document.createElement("span");
  Object.assign(probe.style, { position: "absolute", visibility: "hidden", fontWeight });
  probe.textContent = "0000000000";
  element.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return width / 10;
}
