// Pages of strangers, and what viewers see.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, cleanUp, closeBrowser, idle, open, openBrowser, sees, serve } from "./support.mjs";

// A name that its owner lets lead to this machine.
before(() => openBrowser({ args: ["--host-resolver-rules=MAP evil.example 127.0.0.1"] }));
after(closeBrowser);

const APP = `
fn load() { 1 }
let load = memo(load);
load();
st.title("Sales");
st.text(\`computed \${load.stats().misses}\`);
`;

/** Takes a picture when a folder for it is named. */
async function picture(page, name) {
  if (!process.env.SHOTS) return;
  await mkdir(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
}

async function menuItems(page) {
  await page.getByRole("button", { name: "Main menu" }).click();
  const items = page.getByRole("menuitem");
  await items.first().waitFor();
  return items.evaluateAll((found) => found.map((item) => item.textContent.trim()));
}

test("a page whose name leads to this machine sees nothing of the app", async (t) => {
  const host = await serve(t, APP);
  const { page, forgive } = await open(t, host.url);
  const { port } = new URL(host.url);
  const answer = await page.goto(`http://evil.example:${port}/`);
  assert.equal(answer.status(), 403);
  assert.match(await page.textContent("body"), /--server.allowed-hosts evil.example/);
  const asked = await page.evaluate(async () => {
    const answer = await fetch("/_stcore/metrics");
    const socket = new WebSocket(`ws://${location.host}/_stcore/stream`);
    const opened = await new Promise((done) => {
      socket.onopen = () => done(true);
      socket.onerror = () => done(false);
    });
    return [answer.status, opened];
  });
  assert.deepEqual(asked, [403, false]);
  forgive(/403|outside: http:\/\/evil/);
});

test("a page of another port of this machine does not connect", async (t) => {
  const host = await serve(t, APP);
  const stranger = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end("<!doctype html><title>Another app</title>");
  });
  await new Promise((done) => stranger.listen(0, "127.0.0.1", done));
  cleanUp(t, async () => stranger.close());
  const app = await open(t, host.url);
  await app.page.goto(`http://127.0.0.1:${stranger.address().port}/`);
  const { port } = new URL(host.url);
  const opened = await app.page.evaluate(
    (port) =>
      new Promise((done) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/_stcore/stream`);
        socket.onopen = () => done(true);
        socket.onerror = () => done(false);
      }),
    port,
  );
  assert.equal(opened, false);
  app.forgive(/403|favicon|404|outside/);
});

for (const colorScheme of ["light", "dark"]) {
  test(`each mode of the toolbar has its menu, ${colorScheme}`, async (t) => {
    for (const [mode, items] of [
      ["developer", ["Rerun r", "Settings", "Cache statistics", "Clear cache c", "Print", "About"]],
      ["viewer", ["Rerun r", "Settings", "Print", "About"]],
    ]) {
      const host = await serve(t, APP, { args: ["--client.toolbar-mode", mode] });
      const { page } = await open(t, host.url, { colorScheme });
      assert.deepEqual(await menuItems(page), items);
      await picture(page, `menu_${mode}_${colorScheme}`);
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("Escape");
      await page.keyboard.press("c");
      const dialog = page.getByRole("dialog");
      if (mode === "developer") await dialog.waitFor();
      else assert.equal(await dialog.count(), 0);
    }
    const host = await serve(t, `${APP}st.set_page_config(#{ menu_items: #{ "Get help": "https://example.org" } });`, {
      args: ["--client.toolbar-mode", "minimal"],
    });
    const { page } = await open(t, host.url, { colorScheme });
    assert.deepEqual(await menuItems(page), ["Get help"]);
    await picture(page, `menu_minimal_${colorScheme}`);
  });

  test(`an error is shown as far as is set, ${colorScheme}`, async (t) => {
    for (const [details, says] of [
      ["full", /ScriptError: .*zero/],
      ["type", /^ScriptError: Something went wrong/],
      ["none", /^Error: Something went wrong/],
    ]) {
      const host = await serve(t, `${APP}fn secret() { 1 / 0 }\nsecret();\n`, {
        args: ["--client.show-error-details", details],
      });
      const { page } = await open(t, host.url, { colorScheme });
      const card = page.getByTestId("stException");
      assert.match(await card.getByTestId("stExceptionMessage").textContent(), says);
      assert.equal((await page.content()).includes("secret"), details === "full");
      await picture(page, `error_${details}_${colorScheme}`);
      assert.deepEqual(await axe(page), []);
    }
  });
}

test("metrics at another address leave the developer the figures of the caches", async (t) => {
  const host = await serve(t, APP, { args: ["--server.metrics-address", "none"] });
  const { page } = await open(t, host.url);
  assert.equal((await fetch(`${host.url}/_stcore/metrics`)).status, 404);
  await menuItems(page);
  await page.getByRole("menuitem", { name: "Cache statistics" }).click();
  await page.getByTestId("stCachesDialog").getByText("load").waitFor();
  await page.keyboard.press("Escape");
  await idle(page);
  await sees(page, "computed 1");
});
