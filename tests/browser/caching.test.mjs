// Cached functions in an open page: what they drew comes back, their widgets are inputs, their values outlive the host.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, cleanUp, closeBrowser, folder, idle, open, openBrowser, sees, serve } from "./support.mjs";

before(openBrowser);
after(closeBrowser);

/** Serves the app about caching, with what it persists in a folder that goes with the test. */
async function serveApp(t) {
  const store = await folder("");
  cleanUp(t, store.remove);
  return serve(t, "scripts/caching.rhai", { args: ["--cache-dir", store.path] });
}

/** Moves the slider by one and waits for the run that follows. */
async function step(page, key, text) {
  await page.getByRole("slider").press(key);
  await sees(page, text);
  await idle(page);
}

test("a chart that a memoised function drew comes back without the function", async (t) => {
  const host = await serve(
    t,
    `
fn load_data(rows) {
    let data = [];
    for row in 0..rows { data.push(#{ a: row, b: row * row % 17 }); }
    st.area_chart(data);
    table(data)
}
let load_data = memo(load_data);
let df = load_data(20);
st.dataframe(df);
st.text(\`ran \${load_data.stats().misses}, asked again \${load_data.stats().hits}\`);
st.button("Again");
`,
  );
  const { page } = await open(t, host.url);
  const chart = page.getByTestId("stVegaLiteChart").locator("canvas, svg").first();
  await chart.waitFor();
  await sees(page, "ran 1, asked again 0");
  await page.getByRole("button", { name: "Again" }).click();
  await sees(page, "ran 1, asked again 1");
  assert.ok(await chart.isVisible());
  assert.equal(await page.getByTestId("stVegaLiteChart").count(), 1);
  assert.ok(await page.getByTestId("stDataFrame").isVisible());
  // Another tab gets both from the cache.
  const other = await open(t, host.url);
  await sees(other.page, "ran 1, asked again 2");
  await other.page.getByTestId("stVegaLiteChart").locator("canvas, svg").first().waitFor();
});

test("plus_one runs once for each combination of its widgets", async (t) => {
  const host = await serve(
    t,
    `
fn plus_one(x) {
    let more = st.slider("More", 0, 3, 1);
    if st.checkbox("Nuke the value") { 0 } else { x + more }
}
let plus_one = memo(plus_one, #{ allow_widgets: true });
let value = plus_one(1);
st.checkbox("Elsewhere");
st.text(\`value \${value}, ran \${plus_one.stats().misses}\`);
`,
  );
  const { page } = await open(t, host.url);
  await sees(page, "value 2, ran 1");
  await step(page, "ArrowRight", "value 3, ran 2");
  await step(page, "ArrowLeft", "value 2, ran 2");
  await page.getByLabel("Nuke the value").check();
  await sees(page, "value 0, ran 3");
  await idle(page);
  await page.getByLabel("Elsewhere").check();
  await idle(page);
  await sees(page, "value 0, ran 3");
  await page.getByLabel("Nuke the value").uncheck();
  await sees(page, "value 2, ran 3");
  await idle(page);
  await step(page, "ArrowRight", "value 3, ran 3");
  assert.equal(await page.getByTestId("stSlider").count(), 1);
});

test("a checkbox in a cached function reveals a radio", async (t) => {
  const host = await serve(
    t,
    `
fn ask() {
    if st.checkbox("More") { st.radio("Which", ["left", "right"]) } else { "none" }
}
let ask = memo(ask, #{ allow_widgets: true });
let value = ask();
st.text(\`\${value}, ran \${ask.stats().misses}\`);
`,
  );
  const { page } = await open(t, host.url);
  await sees(page, "none, ran 1");
  await page.getByLabel("More").check();
  await sees(page, "left, ran 2");
  await page.getByRole("radio", { name: "right" }).check();
  await sees(page, "right, ran 3");
  await page.getByRole("radio", { name: "left" }).check();
  await sees(page, "left, ran 3");
  await page.getByLabel("More").uncheck();
  await sees(page, "none, ran 3");
  assert.equal(await page.getByTestId("stRadio").count(), 0);
  await page.getByLabel("More").check();
  await sees(page, "left, ran 3");
});

test("a button in a cached function is true for one run", async (t) => {
  const host = await serve(
    t,
    `
fn ask() { if st.button("Go") { "clicked" } else { "waiting" } }
let ask = memo(ask, #{ allow_widgets: true });
let value = ask();
st.checkbox("Elsewhere");
st.text(\`\${value}, ran \${ask.stats().misses}\`);
`,
  );
  const { page } = await open(t, host.url);
  await sees(page, "waiting, ran 1");
  await page.getByRole("button", { name: "Go" }).click();
  await sees(page, "clicked, ran 2");
  await page.getByLabel("Elsewhere").check();
  await sees(page, "waiting, ran 2");
  await page.getByRole("button", { name: "Go" }).click();
  await sees(page, "clicked, ran 2");
});

test("a persisted entry plays back after a restart of the host", async (t) => {
  const host = await serve(
    t,
    `
fn load(rows) {
    st.area_chart([1, 5, rows]);
    st.text("drawn inside");
    rows * 2
}
let load = memo(load, #{ persist: "disk" });
st.text(\`value \${load(4)}, ran \${load.stats().misses}\`);
`,
  );
  const before = await open(t, host.url);
  await sees(before.page, "value 8, ran 1");
  await before.context.close();
  await host.restart();
  const { page } = await open(t, host.url);
  await sees(page, "value 8, ran 0");
  await sees(page, "drawn inside");
  await page.getByTestId("stVegaLiteChart").locator("canvas, svg").first().waitFor();
});

test("mistakes are cards that name the function and the fix", async (t) => {
  const cards = [
    ["fn f(g) { 1 }\nlet f = memo(f);\nf(|x| x);", ["UnhashableParamError", "`g`", "`f`", "_"]],
    ["fn f() { |x| x }\nlet f = memo(f);\nf();", ["UnserializableReturnValueError", "f()", "singleton"]],
    ['fn f() { 1 }\nlet f = memo(f, #{ tll: 60 });\nf();', ["tll", "ttl"]],
    [
      'let box = st.container();\nst.session_state.box = 1;\nfn f(_box) { _box.text("in"); 1 }\nlet f = memo(f);\nf(box);\nf(box);',
      ["CacheReplayClosureError", "f"],
    ],
    [
      'fn f() { st.slider("A", 0, 9) }\nlet f = memo(f, #{ allow_widgets: true });\nf();\nf();',
      ["DuplicateWidgetID"],
    ],
  ];
  for (const [script, parts] of cards) {
    const host = await serve(t, script);
    const { page } = await open(t, host.url);
    const card = page.getByTestId("stException").first();
    await card.waitFor();
    const text = await card.innerText();
    for (const part of parts) assert.ok(text.includes(part.replaceAll("`", "")), `${part} is not in:\n${text}`);
  }
});

test("a widget in a cached function that does not allow them is a warning card", async (t) => {
  const host = await serve(t, 'fn f() { st.slider("Rows", 0, 9, 4) }\nlet f = memo(f);\nst.text(`value ${f()}`);');
  const { page } = await open(t, host.url);
  await sees(page, "value 4");
  const text = await page.getByTestId("stMain").innerText();
  assert.ok(text.includes("CachedStFunctionWarning") && text.includes("allow_widgets"), text);
});

test("the key C clears every cache", async (t) => {
  const host = await serve(
    t,
    "fn f() { 7 }\nlet f = memo(f);\nf();\nst.text(`ran ${f.stats().misses}, asked again ${f.stats().hits}`);",
  );
  const { page } = await open(t, host.url);
  await sees(page, "ran 1, asked again 0");
  await page.locator("body").press("c");
  const clear = page.getByRole("dialog").getByRole("button", { name: /clear/i });
  // The page may ask first.
  await clear.click({ timeout: 2_000 }).catch(() => {});
  await sees(page, "ran 2, asked again 0");
});

test("the app about caching can be understood by clicking", async (t) => {
  const host = await serveApp(t);
  const { page } = await open(t, host.url);
  const metric = (label, value) =>
    page.getByTestId("stMetric").filter({ hasText: label }).getByText(value, { exact: true }).first().waitFor();
  await metric("Computed", "1");
  await page.getByRole("radio", { name: "14" }).check();
  await metric("Computed", "2");
  await idle(page);
  await page.getByRole("radio", { name: "7", exact: true }).check();
  await sees(page, "from the cache");
  await metric("Computed", "2");
  await idle(page);
  await page.getByLabel("Nuke the value").check();
  await metric("plus_one(41)", "0");
  await idle(page);
  await page.getByRole("tab", { name: "One for everybody" }).click();
  await page.getByRole("button", { name: "Count me in" }).click();
  await metric("Clicks in all tabs", "1");
  const other = await open(t, host.url);
  await other.page.getByRole("tab", { name: "One for everybody" }).click();
  await other.page.getByTestId("stMetric").filter({ hasText: "Clicks in all tabs" }).getByText("1").waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds no serious problem in the app about caching, ${colorScheme}`, async (t) => {
    const host = await serveApp(t);
    const { page } = await open(t, host.url, { colorScheme });
    await page.getByTestId("stVegaLiteChart").first().locator("canvas, svg").first().waitFor();
    for (const tab of ["For five seconds", "After a restart", "One for everybody", "When it cannot work"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.waitForTimeout(300);
      assert.deepEqual(await axe(page), [], tab);
    }
  });
}
