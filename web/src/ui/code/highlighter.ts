import hljs from "highlight.js/lib/core";
import { LANGUAGES, NAMES } from "./languages";

const registered = new Map<string, Promise<boolean>>();

/** Colours code; undefined when the language is not one of ours. */
export async function highlight(code: string, language: string): Promise<string | undefined> {
  const asked = language.toLowerCase();
  const name = NAMES[asked] ?? asked;
  let known = registered.get(name);
  if (known === undefined) {
    known = register(name);
    registered.set(name, known);
  }
  if (!(await known)) return undefined;
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}

async function register(name: string): Promise<boolean> {
  const load = LANGUAGES[name];
  if (load === undefined) return false;
  try {
    hljs.registerLanguage(name, (await load()).default);
    return true;
  } catch {
    registered.delete(name);
    return false;
  }
}
