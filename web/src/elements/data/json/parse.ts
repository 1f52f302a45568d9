/**
 * A JSON text as a tree. Unlike `JSON.parse` it keeps numbers as they are written, however
 * long they are, and keys in their order, even twice.
 */
export type JsonNode =
  | { readonly type: "object"; readonly entries: readonly JsonEntry[] }
  | { readonly type: "array"; readonly entries: readonly JsonEntry[] }
  | { readonly type: ScalarType; readonly text: string };

export type ScalarType = "string" | "number" | "boolean" | "null";

export interface JsonEntry {
  /** The key as text, or the index. */
  readonly key: string;
  readonly node: JsonNode;
}

/** What is wrong with a string that is not JSON, and where. */
export class JsonProblem extends Error {}

/** Deeper nesting could exhaust the stack. */
const DEPTH_LIMIT = 512;
const SPACE = /[\t\n\r ]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** Reads a string per RFC 8259; throws a `JsonProblem`. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  value(depth: number): JsonNode {
    if (depth > DEPTH_LIMIT) throw this.#problem(`more than ${DEPTH_LIMIT} levels`);
    this.#take(SPACE);
    const next = this.text[this.#at];
    if (next === "{") return { type: "object", entries: this.#members(depth) };
    if (next === "[") return { type: "array", entries: this.#items(depth) };
    const string = this.#take(STRING);
    if (string !== "") return { type: "string", text: string };
    const number = this.#take(NUMBER);
    if (number !== "") return { type: "number", text: number };
    const word = this.#take(WORD);
    if (word === "") throw this.#problem("a value was expected");
    return { type: word === "null" ? "null" : "boolean", text: word };
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at < this.text.length) throw this.#problem("the value ended before this");
  }

  #members(depth: number): JsonEntry[] {
    return this.#list("}", () => {
      this.#take(SPACE);
      const key = this.#take(STRING);
      if (key === "") throw this.#problem("a key in double quotes was expected");
      this.#take(SPACE);
      this.#expect(":");
      return { key: String(JSON.parse(key)), node: this.value(depth + 1) };
    });
  }

  #items(depth: number): JsonEntry[] {
    let index = 0;
    return this.#list("]", () => {
      const key = String(index);
      index += 1;
      return { key, node: this.value(depth + 1) };
    });
  }

  #list(close: string, read: () => JsonEntry): JsonEntry[] {
    this.#at += 1;
    const entries: JsonEntry[] = [];
    this.#take(SPACE);
    if (this.text[this.#at] === close) {
      this.#at += 1;
      return entries;
    }
    for (;;) {
      entries.push(read());
      this.#take(SPACE);
      if (this.text[this.#at] !== ",") break;
      this.#at += 1;
    }
    this.#expect(close);
    return entries;
  }

  #expect(symbol: string): void {
    if (this.text[this.#at] !== symbol) throw this.#problem(`"${symbol}" was expected`);
    this.#at += 1;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #problem(what: string): JsonProblem {
    const before = this.text.slice(0, this.#at).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    const found = this.text[this.#at];
    const got = found === undefined ? "the text ended" : `found ${JSON.stringify(found)}`;
    return new JsonProblem(`Line ${before.length}, column ${column}: ${what}, ${got}.`);
  }
}

export function isContainer(
  node: JsonNode,
): node is Extract<JsonNode, { entries: readonly JsonEntry[] }> {
  return "entries" in node;
}

/** The tree as text again, two spaces a level. */
export function prettyJson(node: JsonNode, indent = ""): string {
  if (!isContainer(node)) return node.text;
  const [open, close] = node.type === "object" ? ["{", "}"] : ["[", "]"];
  if (node.entries.length === 0) return open + close;
  const inner = `${indent}  `;
  const lines = node.entries.map(({ key, node: child }) => {
    const name = node.type === "object" ? `${JSON.stringify(key)}: ` : "";
    return `${inner}${name}${prettyJson(child, inner)}`;
  });
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
