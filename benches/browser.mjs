// What a person waits for, measured with the release binary in Chromium: start, first paint, click, save.
// Run by `make bench`; `docs/performance.md` has the table.
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { folder, root, start, target } from "../tests/browser/support.mjs";

const { chromium } = createRequire(join(root, "web/package.json"))("playwright-core");
const binary = process.env.STSCRIPT_BIN ?? join(target, "release/stscript");
const STARTS = 20;
const CLICKS = 200;
const SAVES = 20;

const SCRIPT = `st.session_state.n = st.session_state.get("n", 0);
if st.button("Add") { st.session_state.n += 1; }
st.text(\`count \${st.session_state.n}\`);
for i in 0..100 { st.text("line " + i); }
st.caption("version 0");
`;

const rows = [];
function report(name, values, aim) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  rows.push({ name, "p50 ms": at(0.5), "p95 ms": at(0.95), times: sorted.length, aim });
}

/** From the start of the process to the first healthy answer. */
async function startToHealthy(app) {
  const port = 8790;
  const begin = performance.now();
  const child = spawn(binary, ["run", app, "--server.headless", "true", "--server.port", `${port}`], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let took;
  while (took === undefined) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/_stcore/health`);
      if (answer.ok) took = performance.now() - begin;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  child.kill("SIGTERM");
  await ended;
  return took;
}

const made = await folder(SCRIPT);
const app = join(made.path, "app.rhai");
const starts = [];
for (let i = 0; i < STARTS; i++) starts.push(await startToHealthy(app));
report("start of the process to first healthy answer", starts, "< 50 ms");

const host = await start(binary, ["run", app, "--server.headless", "true", "--server.port", "0"], { cwd: made.path });
const tour = await start(binary, ["run", join(root, "scripts/hello.rhai"), "--server.headless", "true", "--server.port", "0"]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
try {
  const paints = [];
  for (let i = 0; i < 5; i++) {
    const page = await browser.newPage();
    await page.goto(tour.url);
    await page.waitForSelector("[data-testid=stHeading]");
    const entries = await page.evaluate(() =>
      performance.getEntriesByName("first-contentful-paint").map((entry) => entry.startTime),
    );
    paints.push(...entries);
    await page.close();
  }
  report("first paint of hello.rhai", paints, "<= 300 ms");

  const page = await browser.newPage();
  await page.goto(host.url);
  await page.waitForSelector("text=version 0");
  // Measured inside the page, from the click to the change of the document.
  const clicks = await page.evaluate(async (times) => {
    const button = [...document.querySelectorAll("button")].find((one) => one.textContent.includes("Add"));
    const taken = [];
    for (let i = 1; i <= times; i++) {
      const begin = performance.now();
      const changed = new Promise((resolve) => {
        // One that stays would look at the document at every later click too.
        const observer = new MutationObserver(() => {
          if (!document.body.textContent.includes(`count ${i}line`)) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      button.click();
      await changed;
      taken.push(performance.now() - begin);
    }
    return taken;
  }, CLICKS);
  report("click to changed document, 103 elements", clicks, "p95 <= 16.7 ms");

  const saves = [];
  for (let i = 1; i <= SAVES; i++) {
    const changed = page.waitForFunction((text) => document.body.textContent.includes(text), `version ${i}.`);
    const begin = performance.now();
    await writeFile(app, SCRIPT.replace("version 0", `version ${i}.`));
    await changed;
    saves.push(performance.now() - begin);
    await page.waitForTimeout(50);
  }
  report("save to changed document", saves, "< 300 ms");
} finally {
  await browser.close();
  await host.stop();
  await tour.stop();
  await made.remove();
}
console.table(rows);
