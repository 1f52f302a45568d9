// No click is lost, and no callback is old: with a real mouse, a finger and the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, idle, open, openBrowser, sees, serve } from "./support.mjs";

before(openBrowser);
after(closeBrowser);

/** A message above the button comes with a text that is longer than one letter, and goes with others. */
const MOVES = `
  let text = st.text_input("Text", #{ key: "text" });
  if text.len > 1 { st.info("A message that takes room"); st.info("Another one"); }
  let label = if text.len > 1 { "Go on" } else { "Go" };
  if st.button(label, #{ key: "go" }) { st.session_state.n = st.session_state.get("n", 0) + 1; }
  st.text(\`clicks \${st.session_state.get("n", 0)}\`);
`;

async function count(page, expected) {
  await page
    .getByText(`clicks ${expected}`, { exact: true })
    .waitFor({ timeout: 5000 })
    .catch(async () => assert.fail(`not ${expected}: ${await page.getByText(/^clicks/).textContent()}`));
}

test("a button below a message that comes or goes takes every click, however long the mouse is held", async (t) => {
  const host = await serve(t, MOVES);
  const { page } = await open(t, host.url);
  const field = page.getByLabel("Text");
  const button = page.locator(".st-key-go button");
  let clicks = 0;
  for (const held of [5, 20, 40, 80, 120, 200]) {
    for (const text of ["long", "x", "longer"]) {
      await field.fill(text);
      const box = await button.boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await new Promise((done) => setTimeout(done, held));
      await page.mouse.up();
      clicks += 1;
      await count(page, clicks);
      await idle(page);
    }
  }
});

test("a finger's tap on such a button is a click", async (t) => {
  const host = await serve(t, MOVES);
  const { page } = await open(t, host.url, { hasTouch: true });
  const field = page.getByLabel("Text");
  const button = page.locator(".st-key-go button");
  for (const [at, text] of ["long", "x", "longer"].entries()) {
    await field.fill(text);
    const box = await button.boundingBox();
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await count(page, at + 1);
    await idle(page);
  }
});

test("a space bar that is held on a button while the page changes clicks it", async (t) => {
  const host = await serve(
    t,
    `for i in 0..(st.session_state.get("n", 0) % 3) { st.info("moves"); }
     if st.button("Go", #{ key: "go" }) { st.session_state.n = st.session_state.get("n", 0) + 1; }
     st.text(\`clicks \${st.session_state.get("n", 0)}\`);`,
  );
  const { page } = await open(t, host.url);
  await page.locator(".st-key-go button").focus();
  for (const clicks of [1, 2, 3, 4]) {
    await page.keyboard.down(" ");
    await new Promise((done) => setTimeout(done, 60));
    await page.keyboard.up(" ");
    await count(page, clicks);
  }
});

test("a callback pressed right after typing gets what was typed, also where the script is slow", async (t) => {
  const host = await serve(
    t,
    `sleep(0.3);
     let text = st.text_input("Text", #{ key: "text" });
     let captured = text;
     st.button("Submit", #{ on_click: |v| st.session_state.log = st.session_state.get("log", "") + v + ";", args: [text] });
     st.button("Capture", #{ on_click: || st.session_state.log = st.session_state.get("log", "") + "c " + captured + ";" });
     st.text(\`log \${st.session_state.get("log", "")}\`);`,
  );
  const { page } = await open(t, host.url);
  for (const [text, button] of [["one", "Submit"], ["two", "Capture"], ["three", "Submit"]]) {
    await page.getByLabel("Text").fill(text);
    await page.getByRole("button", { name: button }).click();
  }
  await sees(page, "log one;c two;three;");
});

test("many clicks below a slow part are as many runs, and as many calls", async (t) => {
  const host = await serve(
    t,
    `sleep(0.1);
     if st.button("Plain", #{ key: "plain" }) { st.session_state.n = st.session_state.get("n", 0) + 1; }
     st.button("Call", #{ key: "call", on_click: || st.session_state.m = st.session_state.get("m", 0) + 1 });
     st.text(\`\${st.session_state.get("n", 0)} runs \${st.session_state.get("m", 0)} calls\`);`,
  );
  const { page } = await open(t, host.url);
  for (let at = 0; at < 5; at += 1) await page.locator(".st-key-plain button").click();
  await sees(page, "5 runs 0 calls");
  await page.evaluate(() => {
    const button = document.querySelector(".st-key-call button");
    for (let at = 0; at < 100; at += 1) button.click();
  });
  await sees(page, "5 runs 100 calls");
});

test("integers beyond 2^53 go to the script and back as they are, and what cannot be is refused", async (t) => {
  const host = await serve(
    t,
    `let n = st.number_input("N", #{ value: 9007199254740993, key: "n" });
     st.text(\`n = \${n}\`);
     let f = st.number_input("F", 0.0, 1.0, 0.0, 1e-15, #{ key: "f" });
     st.text(\`f = \${f}\`);`,
  );
  const { page } = await open(t, host.url);
  await sees(page, "n = 9007199254740993");
  const field = page.getByRole("spinbutton", { name: "N" });
  assert.equal(await field.inputValue(), "9007199254740993");
  for (const exact of ["9223372036854775807", "-9223372036854775808", "9007199254740995"]) {
    await field.fill(exact);
    await field.press("Enter");
    await sees(page, `n = ${exact}`);
  }
  await field.press("ArrowUp");
  await sees(page, "n = 9007199254740996");
  await field.fill("9223372036854775808");
  await field.press("Enter");
  await page.getByRole("alert").getByText("Must be at most 9223372036854775807.").waitFor();
  const small = page.getByRole("spinbutton", { name: "F" });
  await small.press("ArrowUp");
  await sees(page, "f = 1e-15");
});
