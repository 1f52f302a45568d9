/** Reads what was typed: null for nothing, undefined for what is no number. */
export function parseNumber(typed: string, format: string | undefined): number | null | undefined {
  const stripped = typed.replace(/[\s\u00a0\u202f_]/g, "");
  if (stripped === "") return null;
  // A format may put signs around the number: "$12.50", "30 %".
  const affixes = format?.replace(/%[-+ 0,]*\d*(?:\.\d+)?[a-zA-Z]|%%/g, "").trim() ?? "";
  const bare = Array.from(affixes).reduce(
    (text, sign) => (/[-+\d.,eE]/.test(sign) ? text : text.replaceAll(sign, "")),
    stripped,
  );
  const cleaned = bare.replace(/%$/, "");
  // "1,5" is a decimal comma; in "1,500.25" and "1,500" the commas group.
  const grouped = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(cleaned);
  const decimal = grouped ? cleaned.replaceAll(",", "") : cleaned.replace(",", ".");
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(decimal)) return undefined;
  const value = Number(decimal);
  return Number.isFinite(value) ? value : undefined;
}

/** How many digits after the point a number is written with, without the dust of binary fractions. */
export function decimalsOf(value: number): number {
  const [, fraction = "", exponent = "0"] =
    /^-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(Number(value.toPrecision(12)))) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

/** The value after a step, without the dust of binary fractions (0.1 + 0.2). */
export function stepped(value: number | null, by: number, start: number, step: number): number {
  if (value === null) return start;
  const decimals = Math.min(12, Math.max(decimalsOf(value), decimalsOf(step)));
  return Number((value + by).toFixed(decimals));
}

export function clamp(value: number, min?: number, max?: number): number {
  if (min !== undefined && value < min) return min;
  return max !== undefined && value > max ? max : value;
}
