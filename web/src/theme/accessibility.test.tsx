import axe from "axe-core";
import { afterEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { PAGES } from "../../dev/pages";
import { openPage } from "../testing/page";

afterEach(() => {
  delete document.documentElement.dataset.theme;
});

for (const theme of ["light", "dark"]) {
  for (const [name, draw] of Object.entries(PAGES)) {
    it(`the gallery page "${name}" has no faults in the ${theme} theme`, async () => {
      document.documentElement.dataset.theme = theme;
      const host = await openPage();
      draw(host);
      // What is stale is dimmed on purpose; the check is of the page at rest.
      host.runFinished();
      await expect.element(page.getByRole("heading").first()).toBeVisible();
      await new Promise((done) => setTimeout(done, 700));
      const { violations } = await axe.run(document.body, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      });
      const faults = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.any[0]?.message ?? ""}`),
      );
      expect(faults).toEqual([]);
    });
  }
}
