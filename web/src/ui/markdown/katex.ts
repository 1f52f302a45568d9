import katex from "katex";
import "katex/dist/katex.min.css";

/** Draws a formula; one with an error is shown in red as it was written. */
export function renderFormula(node: HTMLElement, formula: string, display: boolean): void {
  katex.render(formula, node, {
    displayMode: display,
    throwOnError: false,
    trust: false,
    errorColor: "var(--st-red-text)",
  });
}
