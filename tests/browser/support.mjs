// Starts the real binary, opens real pages, and watches what goes wrong in them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
// The development tools of the page are those of its tests.
const fromWeb = createRequire(join(root, "web/package.json"));
const { chromium } = fromWeb("playwright-core");
const axeSource = await readFile(fromWeb.resolve("axe-core/axe.min.js"), "utf8");

export const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const binary = process.env.STSCRIPT_BIN ?? join(target, "debug/stscript");

let browser;

const cleaning = new WeakMap();

/** Runs at the end of the test, the last first: pages close before the host that they show stops. */
export function cleanUp(t, step) {
  if (!cleaning.has(t)) {
    cleaning.set(t, []);
    t.after(async () => {
      const errors = [];
      // One that fails must not leave a host running.
      for (const step of cleaning.get(t).reverse()) await step().catch((error) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    });
  }
  cleaning.get(t).push(step);
}

/** One browser for all tests of a file; each test has contexts of its own. */
export async function openBrowser({ args = [] } = {}) {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", ...args],
  });
}

export async function closeBrowser() {
  await browser?.close();
}

/** A program that prints the address at which it serves. */
export async function start(program, args, { env = {}, cwd = root } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, HOME: cwd, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output += chunk;
      const found = /(http:\/\/[\w.:[\]]+\d+\S*)\n/.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("exit", (code) => reject(new Error(`the host ended with ${code}:\n${output}`)));
  });
  return {
    url,
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A folder with an app. */
export async function folder(script) {
  const path = await mkdtemp(join(tmpdir(), "stscript-"));
  const made = {
    path,
    write: (name, text) => writeFile(join(path, name), text),
    remove: () => rm(path, { recursive: true, force: true }),
  };
  await made.write("app.rhai", script);
  return made;
}

/** Serves a script that stands in the test, or one of the repository by its path. */
export async function serve(t, script, { port = 0, args = [] } = {}) {
  const made = script.includes("\n") || script.includes(";") ? await folder(script) : undefined;
  const file = made ? join(made.path, "app.rhai") : join(root, script);
  const run = (port) =>
    start(binary, ["run", file, "--server.headless", "true", "--port", `${port}`, ...args], {
      cwd: made?.path,
    });
  const host = {
    ...made,
    process: await run(port),
    get url() {
      return host.process.url;
    },
    /** Stops the host and starts it again at the same address. */
    async restart(between = async () => {}) {
      const { port } = new URL(host.url);
      await host.process.stop();
      await between();
      host.process = await run(port);
    },
  };
  cleanUp(t, async () => {
    await host.process.stop();
    await made?.remove();
  });
  return host;
}

/** Opens a page and waits for the end of its first run, or for another state of it. */
export async function open(t, url, { state = "notRunning", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(`${error}`));
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(new URL(url).origin) && !/^(data|blob):/.test(to)) wrong.push(`outside: ${to}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  const app = {
    page,
    context,
    wrong,
    /** What a test caused on purpose, such as a lost connection. */
    forgive: (pattern) => {
      const left = wrong.filter((text) => !pattern.test(text));
      wrong.splice(0, wrong.length, ...left);
    },
  };
  cleanUp(t, async () => {
    await context.close();
    assert.deepEqual(wrong, [], "console errors, policy violations, requests to outside");
  });
  await page.goto(url);
  await idle(page, state);
  return app;
}

/** Waits until the page is connected and no run goes on. */
export async function idle(page, state = "notRunning") {
  await page
    .locator(`[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=${state}]`)
    .waitFor({ timeout: 15_000 });
}

/** Waits for a text of the main part. */
export async function sees(page, text) {
  await page.getByTestId("stMain").getByText(text).first().waitFor({ timeout: 10_000 });
}

/** Serious problems that axe finds, as texts. Evaluated by the debugger: the page's policy lets no script in. */
export async function axe(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Runtime.evaluate", { expression: axeSource });
  const { result } = await cdp.send("Runtime.evaluate", {
    expression: `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
      .then((found) => JSON.stringify(found.violations))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(result.value)
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
