const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

const NAMES: Readonly<Record<string, string>> = {
  enter: "↵",
  escape: "Esc",
  esc: "Esc",
  space: "Space",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  ctrl: "Ctrl",
  cmd: MAC ? "⌘" : "Ctrl",
  mod: MAC ? "⌘" : "Ctrl",
  alt: MAC ? "⌥" : "Alt",
  shift: MAC ? "⇧" : "Shift",
};

const KEYS: Readonly<Record<string, string>> = {
  esc: "escape",
  space: " ",
  up: "arrowup",
  down: "arrowdown",
  left: "arrowleft",
  right: "arrowright",
};

/** Whether this key press is the shortcut, such as "ctrl+enter". Single keys do not fire while typing. */
export function matchesShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut
    .toLowerCase()
    .split("+")
    .map((part) => part.trim());
  const key = parts.at(-1) ?? "";
  const has = (...names: string[]) => names.some((name) => parts.includes(name));
  const command = has("cmd", "mod", "meta");
  const ctrl = has("ctrl", "control") || (command && !MAC);
  if (event.ctrlKey !== ctrl || event.metaKey !== (command && MAC)) return false;
  if (event.altKey !== has("alt", "option") || (event.shiftKey && !has("shift"))) return false;
  if (!ctrl && !command && isTyping(event)) return false;
  return event.key.toLowerCase() === (KEYS[key] ?? key);
}

/** The shortcut as it is shown beside a label. */
export function shortcutLabel(shortcut: string): string {
  const parts = shortcut.split("+").map((part) => part.trim());
  const named = parts.map((part) => NAMES[part.toLowerCase()] ?? part.toUpperCase());
  return named.join(MAC ? "" : "+");
}

/** Whether a key press goes into a text. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "range"].includes(target.type))
  );
}
