export type IconKind =
  | { readonly kind: "material"; readonly name: string }
  | { readonly kind: "sign"; readonly text: string }
  | { readonly kind: "none" };

/** What a script gives for an icon: `:material/name:`, or an emoji. A word is neither. */
export function iconKind(icon: string): IconKind {
  const text = icon.trim();
  const name = /^:material\/([a-z0-9_]+):$/.exec(text)?.[1];
  if (name !== undefined) return { kind: "material", name };
  if (text === "" || /[\p{Letter}\p{Number}]{2}|^\p{Letter}$/u.test(text)) return { kind: "none" };
  return { kind: "sign", text };
}
