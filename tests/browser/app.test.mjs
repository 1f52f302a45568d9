// What happens in an open page: widgets, long runs, two tabs, saves, restarts, errors.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cleanUp, closeBrowser, folder, idle, open, openBrowser, root, sees, serve, start, target } from "./support.mjs";

before(openBrowser);
after(closeBrowser);

const WIDGETS = `
let rows = st.slider("Rows", 0, 10, 3);
let name = st.text_input("Name");
let city = st.selectbox("City", ["Oslo", "Rome"]);
let size = st.radio("Size", ["small", "large"]);
let cups = st.number_input("Cups", 1, 12, 2);
let milk = st.checkbox("Milk");
let clicked = st.button("Click");
st.text(\`\${rows} \${name} \${city} \${size} \${cups} \${milk} \${clicked}\`);
`;

test("each widget changes what the script shows", async (t) => {
  const host = await serve(t, WIDGETS);
  const { page } = await open(t, host.url);
  await sees(page, "3  Oslo small 2 false false");
  await page.getByRole("slider").press("ArrowRight");
  await sees(page, "4  Oslo small 2 false false");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Name").press("Enter");
  await sees(page, "4 Ada Oslo small 2 false false");
  await page.getByRole("combobox").click();
  await page.getByRole("option", { name: "Rome" }).click();
  await sees(page, "4 Ada Rome small 2 false false");
  await page.getByRole("radio", { name: "large" }).check();
  await sees(page, "4 Ada Rome large 2 false false");
  await page.getByTestId("stNumberInputStepUp").click();
  await sees(page, "4 Ada Rome large 3 false false");
  await page.getByRole("checkbox", { name: "Milk" }).check();
  await sees(page, "4 Ada Rome large 3 true false");
  await page.getByRole("button", { name: "Click", exact: true }).click();
  await sees(page, "4 Ada Rome large 3 true true");
  // A click is true for one run.
  await page.getByRole("slider").press("ArrowRight");
  await sees(page, "5 Ada Rome large 3 true false");
});

test("what is bound to the address is in it, and a page opened with it begins there", async (t) => {
  const host = await serve(
    t,
    `
let bound = |key| #{ key: key, bind: "query-params" };
let rows = st.slider("Rows", 0, 10, 3, bound.call("rows"));
let tabs = st.tabs(["Chart", "Data"], bound.call("view"));
tabs[1].text("in the second tab");
let more = st.expander("More", bound.call("more"));
if more.open { more.text("inside"); }
st.button("Reset", #{ on_click: || { st.session_state.rows = 3; } });
st.text(\`\${rows} \${tabs[0].open} \${more.open}\`);
`,
  );
  const { page } = await open(t, `${host.url}/?lang=de#top`);
  await sees(page, "3 true false");
  const address = () => page.evaluate(() => window.location.search + window.location.hash);
  await page.getByRole("slider").press("ArrowRight");
  await sees(page, "4 true false");
  await page.getByRole("tab", { name: "Data" }).click();
  await sees(page, "4 false false");
  await page.getByText("More", { exact: true }).click();
  await sees(page, "4 false true");
  await sees(page, "inside");
  assert.equal(await address(), "?lang=de&rows=4&view=Data&more=true#top");
  await page.reload();
  await sees(page, "4 false true");
  await sees(page, "in the second tab");
  await page.getByRole("button", { name: "Reset" }).click();
  await sees(page, "3 false true");
  assert.equal(await address(), "?lang=de&view=Data&more=true#top");
});

test("a click during a long run ends it and is not lost", async (t) => {
  const host = await serve(
    t,
    `
if "clicks" !in st.session_state { st.session_state.clicks = 0; }
if st.button("Click") { st.session_state.clicks += 1; }
st.text(\`clicks: \${st.session_state.clicks}\`);
if st.session_state.clicks == 0 { loop { } }
st.text("done");
`,
  );
  const { page } = await open(t, host.url, { state: "running" });
  await sees(page, "clicks: 0");
  await page.getByRole("button", { name: "Click" }).click();
  await sees(page, "clicks: 1");
  await sees(page, "done");
});

test("two tabs are two sessions", async (t) => {
  const host = await serve(t, WIDGETS);
  const one = await open(t, host.url);
  const two = await open(t, host.url);
  await one.page.getByRole("slider").press("ArrowRight");
  await sees(one.page, "4  Oslo");
  await sees(two.page, "3  Oslo");
});

test("a saved script is shown within 300 ms, and widgets keep their values", async (t) => {
  const app = (greeting) => `let name = st.text_input("Name");\nst.text(\`${greeting} \${name}\`);`;
  const host = await serve(t, app("Hello"));
  const { page } = await open(t, host.url);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Name").press("Enter");
  await sees(page, "Hello Ada");
  const took = [];
  for (const greeting of ["Bonjour", "Hola", "Ciao", "Hallo", "Hei"]) {
    await idle(page);
    // The page notes by itself when it changes; asking it again and again would disturb the measurement.
    await page.evaluate((text) => {
      globalThis.changed = new Promise((resolve) => {
        const look = () => document.body.textContent.includes(text) && resolve(Date.now());
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    }, `${greeting} Ada`);
    const saved = Date.now();
    await host.write("app.rhai", app(greeting));
    took.push((await page.evaluate(() => globalThis.changed)) - saved);
  }
  t.diagnostic(`from write to changed DOM: ${took.join(", ")} ms`);
  // One that met a busy machine says nothing about the host.
  const [, , median] = took.toSorted((a, b) => a - b);
  assert.ok(median < 300, `${took}`);
});

test("a module that is saved is shown as well", async (t) => {
  const host = await serve(t, `st.text("not yet");`);
  const { page } = await open(t, host.url);
  await host.write("words.rhai", `fn greeting() { "from the module" }`);
  await host.write("app.rhai", `import "words" as words;\nst.text(words::greeting());`);
  await sees(page, "from the module");
  await host.write("words.rhai", `fn greeting() { "changed in the module" }`);
  await sees(page, "changed in the module");
});

test("a page comes back after the host was restarted, with its values", async (t) => {
  const host = await serve(t, WIDGETS);
  const app = await open(t, host.url);
  const { page } = app;
  await page.getByRole("slider").press("ArrowRight");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Name").press("Enter");
  await sees(page, "4 Ada Oslo");
  await idle(page);
  await host.restart(async () => {
    await page.locator("[data-test-connection-state=DISCONNECTED], [data-test-connection-state=CONNECTING]").first().waitFor();
    await host.write("app.rhai", `${WIDGETS}\nst.text("restarted");`);
  });
  await sees(page, "restarted");
  await sees(page, "4 Ada Oslo");
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada");
  app.forgive(/WebSocket|ERR_CONNECTION|Failed to load resource/);
});

test("a script that does not compile is a card, and the last good page stays in use", async (t) => {
  const good = `let rows = st.slider("Rows", 0, 10, 3);\nst.text(\`\${rows} rows\`);`;
  const host = await serve(t, good);
  const { page } = await open(t, host.url);
  await sees(page, "3 rows");
  await host.write("app.rhai", `${good}\nst.text("broken";\n`);
  const card = page.getByText("SyntaxError").first();
  await card.waitFor();
  await page.getByText("app.rhai:3").first().waitFor();
  await page.getByRole("slider").press("ArrowRight");
  await sees(page, "4 rows");
  await host.write("app.rhai", `${good}\nst.text("mended");\n`);
  await sees(page, "mended");
  await sees(page, "4 rows");
  await card.waitFor({ state: "detached" });
});

test("an error of a run is a card with the script's line", async (t) => {
  const host = await serve(t, `st.text("before");\nst.sldier("Rows");\n`);
  const { page } = await open(t, host.url);
  await sees(page, "before");
  const card = page.getByTestId("stException");
  await card.getByText("Did you mean").waitFor();
  await card.getByText("app.rhai:2").first().waitFor();
});

test("without run-on-save a saved script is offered", async (t) => {
  const host = await serve(t, `st.text("one");`, { args: ["--server.run-on-save", "false"] });
  const { page } = await open(t, host.url);
  await host.write("app.rhai", `st.text("two");`);
  await page.getByRole("button", { name: "Rerun", exact: true }).click();
  await sees(page, "two");
});

test("a large table is fetched and scrolled to its end", async (t) => {
  const host = await serve(
    t,
    `
let rows = [];
for i in 0..10000 { rows.push(#{ number: i, square: i * i }); }
st.dataframe(rows);
`,
  );
  const { page } = await open(t, host.url);
  const grid = page.getByRole("grid");
  await grid.getByText("81", { exact: true }).waitFor();
  await grid.click({ position: { x: 100, y: 100 } });
  await page.keyboard.press("Control+End");
  await grid.getByText(/^99,?980,?001$/).waitFor();
});

test("an app inside another service is reached, changed and reloaded under its prefix", async (t) => {
  // The example's script, in a folder where the test may change it.
  const made = await folder("");
  const script = join(made.path, "examples/embedded.rhai");
  const text = await readFile(join(root, "examples/embedded.rhai"), "utf8");
  await mkdir(join(made.path, "examples"));
  await writeFile(script, text);
  const service = await start(join(target, "debug/examples/embedded"), [], { cwd: made.path, env: { PORT: "0" } });
  cleanUp(t, async () => {
    await service.stop();
    await made.remove();
  });
  const visit = () => fetch(new URL("/", service.url)).then((answer) => answer.text());
  assert.equal(await visit(), "Visit 1\n");
  const { page } = await open(t, service.url);
  assert.equal(new URL(page.url()).pathname, "/admin/");
  const figure = page.getByTestId("stMetricValue");
  await figure.getByText("1", { exact: true }).waitFor();
  await visit();
  await page.getByRole("button", { name: "Look again" }).click();
  await figure.getByText("2", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Start at zero" }).click();
  await figure.getByText("0", { exact: true }).waitFor();
  assert.equal(await visit(), "Visit 1\n");
  await writeFile(script, text.replace("Operators' page", "Changed page"));
  await page.getByRole("heading", { name: "Changed page" }).waitFor();
});

test("a run that waits for its turn shows a skeleton until it has drawn", async (t) => {
  const script = 'if !("n" in st.session_state) { st.session_state.n = 1; sleep(2); }\nst.text("drawn");\n';
  const host = await serve(t, script, { args: ["--server.max-runs", "1"] });
  const first = await open(t, host.url, { state: "running" });
  const second = await open(t, host.url, { state: "running" });
  for (const { page } of [first, second]) {
    await page.locator("main[aria-busy=true]").waitFor();
    await page.getByTestId("stAppSkeleton").waitFor();
  }
  await sees(second.page, "drawn");
  for (const { page } of [first, second]) {
    assert.equal(await page.getByTestId("stAppSkeleton").count(), 0);
    assert.equal(await page.locator("main[aria-busy]").count(), 0);
  }
});
