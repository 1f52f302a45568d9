import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { assetLicenses } from "./build/asset_licenses.ts";
import { katexWoff2Only } from "./build/katex_woff2_only.ts";
import { materialIcons } from "./build/material_icons.ts";

export default defineConfig({
  // The app is mounted under prefixes that are not known when it is built.
  base: "./",
  plugins: [react(), materialIcons(), katexWoff2Only(), assetLicenses("licenses.md")],
  // The widget library draws whole lists under test unless it is told to measure, and asks for
  // that by a `process` which a browser does not have.
  define: { "process.env.VIRT_ON": "true" },
  build: {
    target: "es2022",
    manifest: true,
    emptyOutDir: true,
    license: { fileName: "licenses.md" },
    modulePreload: { polyfill: false },
    // The policy of the page takes fonts from files only, not from data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
  },
  // A package that only a running test finds is bundled in the middle of the run: with a second React, and with a reload
  // that a test which is just being loaded does not survive. So the whole page is searched, not only the tests.
  optimizeDeps: {
    entries: ["src/main.tsx"],
  },
  test: {
    // A busy machine takes its time; what is expected does not change by waiting for it.
    expect: { poll: { timeout: 5000 } },
    projects: [
      {
        extends: true,
        test: { name: "unit", environment: "node", include: ["src/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["src/**/*.test.tsx"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
                args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
              },
            }),
            instances: [{ browser: "chromium", viewport: { width: 1000, height: 800 } }],
          },
        },
      },
    ],
  },
});
