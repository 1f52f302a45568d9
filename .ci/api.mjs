// What the library promises, as text: `docs/api.txt`, out of the pages that `cargo doc` has written.
//
//   node .ci/api.mjs           writes it
//   node .ci/api.mjs --check   fails when it is not what the pages say
//
// rustdoc's JSON would be more to the point, but is not stable yet. The pages are, but for their markup: whoever updates
// Rust may have to write the file anew.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGES = join(process.env.CARGO_TARGET_DIR ?? "target", "doc/stscript");
const FILE = "docs/api.txt";

const read = (page) => readFileSync(join(PAGES, page), "utf8");

/** The text of a piece of markup. */
const text = (html) =>
	html
		.replace(/<summary.*?<\/summary>/gs, "")
		.replace(/<\/?div[^>]*>|<br ?\/?>/g, "\n")
		.replace(/\s*ⓘ/g, "")
		.replace(/<[^>]*>/g, "")
		.replace(/&lt;/g, "<")
		.replace(/&gt;/g, ">")
		.replace(/&quot;/g, '"')
		.replace(/&#39;/g, "'")
		.replace(/&nbsp;|\u00a0/g, " ")
		.replace(/&amp;/g, "&");

const line = (html) => text(html).replace(/\s+/g, " ").replace(/\( /g, "(").replace(/, \)/g, ")").trim();
const indented = (lines) => lines.map((each) => `    ${each}`.trimEnd());

const all = (html, pattern) => [...html.matchAll(pattern)].map((match) => match[1]);

/** `stscript::cache::Cache`, of `cache/struct.Cache.html`. */
const pathOf = (page) => `stscript::${page.replace(/[a-z]+\.(\w+)\.html$/, "$1").replaceAll("/", "::")}`;

/** An item: its declaration, its own functions, the traits it has, and the threads that it cannot go to. */
function item(page) {
	const html = read(page);
	const path = pathOf(page);
	const name = path.split("::").at(-1);
	const [declaration] = all(html, /<pre class="rust item-decl"><code>(.*?)<\/code><\/pre>/gs);
	const [before, after = ""] = html.split('id="trait-implementations-list"');
	const own = before.split('id="required-methods"')[0].split('id="implementors"')[0];
	const member = /<section id="(?:method|associatedconstant)\.[^>]*>.*?<h4 class="code-header">(.*?)<\/h4>/;
	const impl = /<section id="impl-[^>]*>.*?<h3 class="code-header">(.*?)<\/h3>/;
	// The heading of an `impl` says something where it has parameters.
	const functions = [...own.matchAll(new RegExp(`${member.source}|${impl.source}`, "gs"))]
		.map(([, of, heading]) => line(of ?? heading))
		.filter((each) => each !== `impl ${name}`);
	const [explicit, automatic = ""] = after.split('id="synthetic-implementations"');
	const missing = all(automatic, new RegExp(impl.source, "gs"))
		.map(line)
		.filter((each) => /^impl(<.*>)? !(Send|Sync) /.test(each))
		.sort();
	const traits = all(explicit, /<section id="impl-[^>]*>.*?<h3 class="code-header">(.*?)<\/h3>/gs).map(line).sort();
	// Most are derived, and have no parameters.
	const plain = (each) => each.match(`^impl (\\w+) for ${name}$`)?.[1];
	const short = traits.map(plain).filter((each) => each && each !== "StructuralPartialEq");
	const body = [
		...text(declaration).trim().split("\n").filter((each) => each.trim()),
		...functions,
		...(short.length ? [`impl ${short.join(", ")}`] : []),
		...traits.filter((each) => !plain(each)),
		...missing,
	];
	return [path, ...indented(body), ""];
}

const pages = all(read("all.html"), /<li><a href="([^"]*)">/g);
const depth = (page) => page.split("/").length;
const byPath = (one, other) => depth(one) - depth(other) || (pathOf(one) < pathOf(other) ? -1 : 1);
const reexports = all(read("index.html"), /id="reexport\.[^>]*><code>(.*?)<\/code>/gs).map(line);
const now = [...reexports, "", ...pages.sort(byPath).flatMap(item)].join("\n");

if (!process.argv.includes("--check")) {
	writeFileSync(FILE, now);
} else if (readFileSync(FILE, "utf8") !== now) {
	console.error(`error: the public interface is not what ${FILE} says. If that is meant: make api, and read the difference.`);
	process.exit(1);
}
