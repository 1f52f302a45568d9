import axe from "axe-core";

/** What axe finds against WCAG A and AA, as lines that a failing test can show. */
export async function a11yProblems(root: Element): Promise<string[]> {
  const { violations } = await axe.run(root, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, any, all }) =>
        `${id}: ${html.slice(0, 160)} ${[...any, ...all].map(({ message }) => message).join("; ")}`,
    ),
  );
}
