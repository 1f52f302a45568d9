// What a person meets on a page: where things stand, what a click hits, what is said when the host is gone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, idle, open, openBrowser, sees, serve } from "./support.mjs";

before(openBrowser);
after(closeBrowser);

test("what is written beside a mark is clicked as what it is", async (t) => {
  const host = await serve(
    t,
    `let drink = st.radio("Drink", ["Tea", "Mate"], #{ captions: ["from Assam", "from Misiones"] });
     let milk = st.checkbox("With milk");
     st.text(\`\${drink} \${milk}\`);`,
  );
  const { page } = await open(t, host.url);
  await page.getByText("Mate", { exact: true }).click({ timeout: 3000 });
  await sees(page, "Mate false");
  await page.getByText("With milk").click({ timeout: 3000 });
  await sees(page, "Mate true");
  await page.getByText("from Assam").click({ timeout: 3000 });
  await sees(page, "Tea true");
  await page.getByRole("radio", { name: "Mate" }).check({ timeout: 3000 });
  await page.getByLabel("With milk").uncheck({ timeout: 3000 });
  await sees(page, "Mate false");
});

test("columns stand below each other by the room that they have", async (t) => {
  const host = await serve(
    t,
    `let outer = st.columns(2);
     let inner = outer[0].columns(2);
     inner[0].text("in left"); inner[1].text("in right");
     let side = st.sidebar.columns(2);
     side[0].text("side left"); side[1].text("side right");`,
  );
  const beside = async (page, what) => {
    const [left, right] = await Promise.all(
      ["left", "right"].map((at) => page.getByText(`${what} ${at}`).boundingBox()),
    );
    return Math.abs(left.y - right.y) < 2;
  };
  const { page } = await open(t, host.url);
  assert.deepEqual([await beside(page, "in"), await beside(page, "side")], [true, true]);
  await page.setViewportSize({ width: 400, height: 800 });
  assert.equal(await beside(page, "in"), false);
});

test("a field that may be empty is emptied by Escape; a text that was emptied is a text", async (t) => {
  const host = await serve(
    t,
    `st.text(\`number \${st.number_input("Number", #{ value: () })}\`);
     st.text(\`city \${st.selectbox("City", ["Oslo", "Rome"], ())}\`);
     st.text(\`name \${st.text_input("Name", ()) == ()}\`);`,
  );
  const { page } = await open(t, host.url);
  await sees(page, "name true");
  await page.getByLabel("Number").fill("5");
  await page.keyboard.press("Enter");
  await sees(page, "number 5");
  await page.keyboard.press("Escape");
  await sees(page, /^number $/);
  await page.getByRole("combobox", { name: "City" }).click();
  await page.getByRole("option", { name: "Rome" }).click();
  await sees(page, "city Rome");
  await page.getByRole("combobox", { name: "City" }).press("Escape");
  await sees(page, /^city $/);
  await page.getByLabel("Name").fill("x");
  await page.keyboard.press("Enter");
  await sees(page, "name false");
  await page.getByLabel("Name").fill("");
  await page.keyboard.press("Enter");
  await idle(page);
  await sees(page, "name false");
});

test("the first tooltip after the page was loaded opens as the others do", async (t) => {
  const host = await serve(t, `st.text_input("A", #{ help: "First" }); st.text_input("B", #{ help: "Second" });`);
  const { page } = await open(t, host.url);
  for (const [at, text] of ["First", "Second"].entries()) {
    await page.getByTestId("stTooltipHoverTarget").nth(at).hover();
    await page.getByText(text).waitFor({ timeout: 2000 });
  }
});

test("a page that has lost its host says so and is dimmed, until it is back", async (t) => {
  const host = await serve(t, `st.title("Sales"); st.metric("Today", 12);`);
  const app = await open(t, host.url);
  const opacity = () =>
    app.page.getByTestId("stAppViewContainer").evaluate((view) => Number(getComputedStyle(view).opacity));
  await host.restart(async () => {
    await app.page.getByText("Connection lost.").waitFor({ timeout: 5000 });
    await app.page.waitForTimeout(400);
    assert.ok((await opacity()) < 0.6);
  });
  await idle(app.page);
  await app.page.getByText("Connection lost.").waitFor({ state: "detached" });
  await app.page.waitForTimeout(400);
  assert.equal(await opacity(), 1);
  app.forgive(/WebSocket connection to .* failed|net::ERR_/);
});
