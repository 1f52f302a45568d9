/**
 * Puts each line of a code block into an element of its own, `data-line` its number. What spans several lines, a comment
 * of many, is repeated in each.
 */
export function intoLines(code: HTMLElement): void {
  if (code.querySelector("[data-line]") !== null) return;
  const lines: HTMLElement[] = [];
  let parents: Element[] = [];
  const newLine = () => {
    const line = document.createElement("span");
    line.dataset.line = String(lines.length + 1);
    lines.push(line);
    // What is still open goes on in the new line.
    let place: Element = line;
    parents = parents.map((parent) => {
      const again = cloned(parent);
      place.append(again);
      place = again;
      return again;
    });
  };
  const add = (node: Node) => {
    if (node instanceof Text) {
      node.data.split("\n").forEach((part, index) => {
        if (index > 0) newLine();
        if (part !== "") (parents.at(-1) ?? lines.at(-1))?.append(part);
      });
    } else if (node instanceof Element) {
      const again = cloned(node);
      (parents.at(-1) ?? lines.at(-1))?.append(again);
      parents.push(again);
      node.childNodes.forEach(add);
      parents.pop();
    }
  };
  newLine();
  code.childNodes.forEach(add);
  // The ends of the lines stay in the text, for who copies it.
  code.replaceChildren(...lines.flatMap((line, index) => (index > 0 ? ["\n", line] : [line])));
}

function cloned(element: Element): Element {
  const again = element.cloneNode();
  return again instanceof Element ? again : element;
}
