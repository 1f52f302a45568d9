import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openPage } from "../testing/page";

it("a tooltip opens where the pointer comes upon it, also when that is the first thing it does", async () => {
  await openPage([
    { kind: "text_input", id: "t", value: "", props: { label: "A", value: "", help: "First" } },
  ]);
  await page.getByTestId("stMain").hover();
  // The keys were in use until now.
  await page.getByRole("textbox").fill("x");
  await userEvent.keyboard("y");
  await page.getByTestId("stTooltipHoverTarget").hover();
  await expect.element(page.getByText("First")).toBeVisible();
});
