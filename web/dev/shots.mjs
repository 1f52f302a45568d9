// Pictures of the gallery: node dev/shots.mjs OUT [page …]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const [out = "shots", ...asked] = process.argv.slice(2);
const pages = asked.length > 0 ? asked : ["text", "status", "widgets", "layout"];
mkdirSync(out, { recursive: true });
const server = await createServer({ server: { port: 0 }, logLevel: "error" });
await server.listen();
const base = server.resolvedUrls?.local[0];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
for (const page of pages) {
  for (const theme of ["light", "dark"]) {
    for (const width of [1280, 400]) {
      const tab = await browser.newPage({ viewport: { width, height: 900 } });
      tab.on("pageerror", (error) => console.error(page, theme, error.message));
      tab.on("console", (line) => line.type() === "error" && console.error(page, line.text()));
      await tab.goto(`${base}dev/?page=${page}&embed_options=${theme}_theme`);
      await tab.waitForTimeout(1800);
      await tab.screenshot({ path: `${out}/${page}-${theme}-${width}.png`, fullPage: true });
      await tab.close();
    }
  }
}
await browser.close();
await server.close();
