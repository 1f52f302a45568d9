// Holds the licences of all dependencies on this platform to the list in deny.toml, as `cargo deny check licenses` does.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [, list] = readFileSync("deny.toml", "utf8").match(/^allow = \[(.*?)^\]/ms);
const allowed = new Set([...list.matchAll(/"(.*?)"/g)].map(([, licence]) => licence));

/** Whether an SPDX expression holds; old ones have a slash for OR. */
function holds(expression) {
	const operators = { OR: "||", AND: "&&" };
	const known = (term) => operators[term] ?? allowed.has(term.replace(/\+$/, ""));
	const condition = expression.replaceAll("/", " OR ").replace(/[\w.+-]+(?: WITH [\w.-]+)?/g, known);
	return Function(`return ${condition}`)();
}

const run = (...command) => execFileSync("cargo", command, { encoding: "utf8", maxBuffer: 1 << 28 });
const host = execFileSync("rustc", ["-vV"], { encoding: "utf8" }).match(/^host: (.*)$/m)[1];
const metadata = JSON.parse(
	run("metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", host),
);
const used = new Set(metadata.resolve.nodes.map((node) => node.id));
const wrong = metadata.packages
	.filter((each) => used.has(each.id) && !(each.license && holds(each.license)))
	.map((each) => `  ${each.name} ${each.version}: ${each.license ?? "none given"}`);
if (wrong.length) {
	console.error(`error: these licences are not in deny.toml:\n${wrong.join("\n")}`);
	process.exit(1);
}
console.log(`${used.size} packages`);
