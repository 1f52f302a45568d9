import { highlightInto } from "../code/highlight";
import { iconPath } from "../icon/material";

const loadKatex = () => import("./katex");

/** Fills in what loads later: formulas, icons, colours of code. */
export function decorate(fragment: DocumentFragment): void {
  for (const node of fragment.querySelectorAll<HTMLElement>("[data-math]")) {
    const formula = node.textContent ?? "";
    const display = node.dataset.math === "display";
    void loadKatex().then(({ renderFormula }) => renderFormula(node, formula, display));
  }
  for (const node of fragment.querySelectorAll<HTMLElement>("[data-icon]")) {
    const name = node.dataset.icon ?? "";
    node.className = "st-icon";
    node.role = "img";
    node.ariaLabel = name.replaceAll("_", " ");
    node.dataset.testid = "stIconMaterial";
    void iconPath(name).then((path) => {
      if (path === undefined) node.textContent = `:material/${name}:`;
      else node.replaceChildren(iconSvg(path));
    });
  }
  for (const node of fragment.querySelectorAll<HTMLElement>("pre > code")) {
    const language = /language-(\S+)/.exec(node.className)?.[1];
    node.parentElement?.setAttribute("data-testid", "stMarkdownPre");
    node.parentElement?.setAttribute("tabindex", "0");
    if (language !== undefined) void highlightInto(node, node.textContent ?? "", language);
  }
}

function iconSvg(path: string): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 -960 960 960");
  svg.setAttribute("fill", "currentColor");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(namespace, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
