import { type Numeric, narrowInt } from "../../protocol/check";

/** What was typed: a number, nothing (null), or why it cannot be taken. */
export type Typed = { readonly value: Numeric | null } | { readonly problem: string };

/** The bounds of the integers that a script has. */
export const LEAST = -(2n ** 63n);
export const GREATEST = 2n ** 63n - 1n;

/** Reads what was typed: exactly that number, or a problem. */
export function parseNumber(typed: string, format: string | undefined, integer: boolean): Typed {
  const stripped = typed.replace(/[\s\u00a0\u202f_]/g, "");
  if (stripped === "") return { value: null };
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
  const exact = decimalOf(decimal);
  if (exact === undefined) return { problem: "Please enter a number." };
  return integer ? integerOf(exact) : floatOf(decimal, exact);
}

/** `digits` times ten to the `exponent`, without zeros at either end; no digits: zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

function decimalOf(text: string): Decimal | undefined {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts ?? [];
  if (parts === null || whole + fraction === "") return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  return {
    negative: sign === "-",
    digits: short,
    exponent: short === "" ? 0 : Number(exponent) - fraction.length + digits.length - short.length,
  };
}

function integerOf({ negative, digits, exponent }: Decimal): Typed {
  if (exponent < 0) return { problem: "Please enter a whole number." };
  const isHuge = digits.length + exponent > 19;
  const size = isHuge ? GREATEST + 2n : BigInt(digits + "0".repeat(exponent));
  const value = negative ? -size : size;
  const problem = outsideOf(value, LEAST, GREATEST);
  return problem === undefined ? { value: narrowInt(value) } : { problem };
}

function floatOf(decimal: string, typed: Decimal): Typed {
  const value = Number(decimal);
  if (!Number.isFinite(value)) return { problem: "That number is too large." };
  const kept = decimalOf(String(value));
  if (kept?.digits === typed.digits && kept.exponent === typed.exponent) return { value };
  if (value === 0) return { problem: "That number is too close to zero." };
  return { problem: `That has more digits than can be kept. The nearest is ${value}.` };
}

export function outsideOf(value: Numeric, min?: Numeric, max?: Numeric): string | undefined {
  if (min !== undefined && value < min) return `Must be at least ${min}.`;
  if (max !== undefined && value > max) return `Must be at most ${max}.`;
  return undefined;
}

/** Why a step leaves a number as it is that is not at its bounds: there are no larger or smaller integers, or none so near. */
export function stuck(direction: 1 | -1, integer: boolean): string {
  if (!integer) return "The step is too small to change this number.";
  return direction === 1 ? `Must be at most ${GREATEST}.` : `Must be at least ${LEAST}.`;
}

/** How many digits after the point a number is written with, without the dust of binary fractions. */
export function decimalsOf(value: Numeric): number {
  if (typeof value === "bigint") return 0;
  const exact = decimalOf(String(Number(value.toPrecision(15))));
  return Math.max(0, -(exact?.exponent ?? 0));
}

/** A number rounded to so many digits after the point; as it is where there are too many to count. */
export function rounded(value: number, decimals: number): number {
  return Number(decimals > 100 ? value.toPrecision(15) : value.toFixed(decimals));
}

/** The next value above or below, without the dust of binary fractions (0.1 + 0.2). */
export function stepped(
  value: Numeric | null,
  direction: 1 | -1,
  start: Numeric,
  step: Numeric,
  integer: boolean,
): Numeric {
  if (value === null) return start;
  if (integer) {
    const next = BigInt(value) + BigInt(direction) * BigInt(step);
    return narrowInt(next < LEAST ? LEAST : next > GREATEST ? GREATEST : next);
  }
  const decimals = Math.max(decimalsOf(value), decimalsOf(step));
  const next = rounded(Number(value) + direction * Number(step), decimals);
  return Number.isFinite(next) ? next : value;
}

export function clamp(value: Numeric, min?: Numeric, max?: Numeric): Numeric {
  if (min !== undefined && value < min) return min;
  return max !== undefined && value > max ? max : value;
}

/** A number with as many digits after the point as its steps have; without a point where they are whole or tiny. */
export function plainNumber(value: Numeric, decimals: number): string {
  if (typeof value === "bigint" || decimals === 0 || decimals > 20) return String(value);
  return value.toFixed(decimals);
}
