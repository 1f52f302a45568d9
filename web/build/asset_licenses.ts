import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** Fonts and icons are not modules, so the bundler's own list of licences leaves them out. */
const PACKAGES = [
  "@fontsource-variable/geist",
  "@fontsource-variable/geist-mono",
  "@material-symbols/svg-400",
];

/** Adds the licences of fonts and icons to the file that Vite has written. */
export function assetLicenses(fileName: string): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: "asset-licenses",
    apply: "build",
    writeBundle: {
      order: "post",
      handler({ dir = "dist" }) {
        for (const name of PACKAGES) {
          const manifest = require.resolve(`${name}/package.json`);
          const { version, license } = JSON.parse(readFileSync(manifest, "utf8"));
          const text = readFileSync(join(dirname(manifest), "LICENSE"), "utf8");
          appendFileSync(
            join(dir, fileName),
            `\n## ${name} - ${version} (${license})\n\n${text}\n`,
          );
        }
      },
    },
  };
}
