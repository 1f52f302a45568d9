// The tour: it renders, its widgets change what it shows, and everybody can use it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, closeBrowser, idle, open, openBrowser, sees, serve } from "./support.mjs";

before(openBrowser);
after(closeBrowser);


test("the page of the tour renders", async (t) => {
  const host = await serve(t, "scripts/hello.rhai");
  const { page } = await open(t, host.url);
  assert.equal(await page.title(), "Hello from stscript");
  await page.getByRole("heading", { name: "Hello!", level: 1 }).waitFor();
  assert.equal(await page.getByRole("heading", { level: 2 }).count(), 5);
  for (const id of ["stSlider", "stSelectbox", "stRadio", "stNumberInput", "stCheckbox", "stMetric", "stTabs", "stCode"]) {
    assert.ok(await page.getByTestId(id).first().isVisible(), id);
  }
  // Charts are drawn by a library that loads when the first is needed.
  await page.getByTestId("stVegaLiteChart").first().locator("canvas, svg").first().waitFor();
});

test("every widget of the tour changes what it shows", async (t) => {
  const host = await serve(t, "scripts/hello.rhai");
  const { page } = await open(t, host.url);

  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Your name").press("Enter");
  await page.getByRole("heading", { name: "Hello, Ada!" }).waitFor();

  const metric = page.getByTestId("stMetric").filter({ hasText: "To pay" });
  await metric.getByText("€ 4.40").waitFor();
  await page.getByTestId("stNumberInputStepUp").click();
  await metric.getByText("€ 6.60").waitFor();
  await page.getByRole("radio", { name: "Large" }).check();
  await metric.getByText("€ 7.92").waitFor();
  await page.getByRole("checkbox", { name: "With oat milk" }).check();
  await metric.getByText("€ 8.82").waitFor();
  await page.getByTestId("stSelectbox").getByRole("combobox").click();
  await page.getByRole("option", { name: "Flat white" }).click();
  await metric.getByText("€ 13.14").waitFor();
  await page.getByRole("button", { name: "Order" }).click();
  await sees(page, "3 × Flat white on the way.");
  await sees(page, "Cups ordered in this tab so far: 3.");
});

test("tabs show one thing at a time", async (t) => {
  const host = await serve(t, "scripts/hello.rhai");
  const { page } = await open(t, host.url);
  await page.getByRole("tab", { name: "Grid" }).click();
  await page.getByRole("grid").waitFor();
  await page.getByRole("tab", { name: "Words" }).click();
  await page.locator(".katex").first().waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds no serious problem in the ${colorScheme} theme`, async (t) => {
    const host = await serve(t, "scripts/hello.rhai");
    const { page } = await open(t, host.url, { colorScheme });
    await page.getByTestId("stVegaLiteChart").first().locator("canvas, svg").first().waitFor();
    for (const tab of ["Chart", "Grid", "Tree", "Words"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.waitForTimeout(300);
      assert.deepEqual(await axe(page), [], tab);
    }
  });
}

test("half a century of countries is filtered and charted", async (t) => {
  const host = await serve(t, "scripts/population.rhai");
  const { page } = await open(t, host.url);
  await sees(page, "35 countries");
  await page.getByLabel("Country", { exact: true }).fill("ken");
  await sees(page, "1 country");
  await idle(page);
  await page.getByRole("radio", { name: "Life expectancy" }).check();
  await page.getByText("Life expectancy 2007").first().waitFor();
  assert.deepEqual(await axe(page), []);
});
