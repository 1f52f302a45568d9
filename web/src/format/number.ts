import type { Numeric } from "../protocol/check";

const NAMED = new Set([
  "plain",
  "localized",
  "percent",
  "dollar",
  "euro",
  "yen",
  "accounting",
  "compact",
  "scientific",
  "engineering",
  "bytes",
]);

/**
 * Shows a number as scripts ask for it: by a printf pattern ("%.2f", "$%d", "%5.1f%%") or by one
 * of the named formats. Without a format, integers are plain and floats have up to `digits`.
 */
export function formatNumber(value: Numeric, format: string | undefined, digits = 6): string {
  if (format === undefined || format === "") return trimmed(value, digits);
  if (NAMED.has(format)) return named(value, format);
  return sprintf(format, value);
}

function trimmed(value: Numeric, digits: number): string {
  if (typeof value === "bigint") return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(digits)));
}

function named(value: Numeric, format: string): string {
  const intl = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(undefined, options).format(value);
  switch (format) {
    case "localized":
      return intl({});
    case "percent":
      return intl({ style: "percent", maximumFractionDigits: 2 });
    case "dollar":
      return intl({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" });
    case "euro":
      return intl({ style: "currency", currency: "EUR" });
    case "yen":
      return intl({ style: "currency", currency: "JPY" });
    case "accounting":
      return accounting(value);
    case "compact":
      return intl({ notation: "compact", maximumFractionDigits: 1 });
    case "scientific":
      return intl({ notation: "scientific", maximumFractionDigits: 3 });
    case "engineering":
      return intl({ notation: "engineering", maximumFractionDigits: 3 });
    case "bytes":
      return bytes(Number(value));
    default:
      return String(value);
  }
}

/** Money: two decimals, a loss in parentheses. */
function accounting(value: Numeric): string {
  const text = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(value < 0 ? -value : value);
  return value < 0 ? `(${text})` : text;
}

function bytes(value: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${trimmed(size, 1)} ${units[unit] ?? ""}`;
}

const SPEC = /%(?:%|([-+ 0,]*)(\d+)?(?:\.(\d+))?([diufFeEgGsxXob]))/g;

/** C's printf for one number; `,` groups thousands. A pattern without a place stays as it is. */
export function sprintf(format: string, value: Numeric): string {
  return format.replace(SPEC, (whole, flags = "", width = "", precision, conversion) => {
    if (whole === "%%") return "%";
    const digits = precision === undefined ? undefined : Number(precision);
    const magnitude = typeof value === "bigint" ? (value < 0n ? -value : value) : Math.abs(value);
    const body = grouped(converted(magnitude, conversion, digits), flags.includes(","));
    const negative = value < 0 || Object.is(value, -0);
    const sign = negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
    const room = Number(width || 0);
    if (flags.includes("-")) return (sign + body).padEnd(room);
    if (flags.includes("0")) return sign + body.padStart(room - sign.length, "0");
    return (sign + body).padStart(room);
  });
}

/** As many digits after the point as JavaScript writes. */
const MOST_DIGITS = 100;

function converted(magnitude: Numeric, conversion: string, precision: number | undefined): string {
  const digits = precision === undefined ? undefined : Math.min(precision, MOST_DIGITS);
  if (typeof magnitude === "bigint") return convertedInt(magnitude, conversion, digits);
  switch (conversion) {
    case "d":
    case "i":
    case "u":
      return fixed(magnitude, 0);
    case "f":
    case "F":
      return fixed(magnitude, digits ?? 6);
    case "e":
      return exponential(magnitude, digits ?? 6);
    case "E":
      return exponential(magnitude, digits ?? 6).toUpperCase();
    case "g":
      return general(magnitude, Math.max(1, digits ?? 6));
    case "G":
      return general(magnitude, Math.max(1, digits ?? 6)).toUpperCase();
    case "x":
      return Math.trunc(magnitude).toString(16);
    case "X":
      return Math.trunc(magnitude).toString(16).toUpperCase();
    case "o":
      return Math.trunc(magnitude).toString(8);
    case "b":
      return Math.trunc(magnitude).toString(2);
    default:
      return digits === undefined ? String(magnitude) : magnitude.toFixed(digits);
  }
}

/** `toFixed`, which from 1e21 on writes an exponent, with all digits. */
function fixed(magnitude: number, digits: number): string {
  if (magnitude < 1e21 || !Number.isFinite(magnitude)) return magnitude.toFixed(digits);
  return convertedInt(BigInt(magnitude), "f", digits);
}

function exponential(magnitude: number, digits: number): string {
  return magnitude
    .toExponential(digits)
    .replace(/e([+-])(\d)$/, (_, sign, digit) => `e${sign}0${digit}`);
}

/** C's `%g`: with an exponent where the digits do not reach, and without zeros at the end. */
function general(magnitude: number, digits: number): string {
  const exponent = Number(magnitude.toExponential(digits - 1).split("e")[1] ?? 0);
  const text =
    exponent < -4 || exponent >= digits
      ? exponential(magnitude, digits - 1)
      : magnitude.toFixed(Math.max(0, digits - 1 - exponent));
  return text.includes(".") ? text.replace(/\.?0+(?=e|$)/, "") : text;
}

/** An integer that no `number` holds exactly, with all its digits where the conversion shows digits. */
function convertedInt(magnitude: bigint, conversion: string, digits: number | undefined): string {
  switch (conversion) {
    case "d":
    case "i":
    case "u":
      return String(magnitude);
    case "x":
      return magnitude.toString(16);
    case "X":
      return magnitude.toString(16).toUpperCase();
    case "o":
      return magnitude.toString(8);
    case "b":
      return magnitude.toString(2);
    case "f":
    case "F": {
      const zeros = "0".repeat(digits ?? 6);
      return zeros === "" ? String(magnitude) : `${magnitude}.${zeros}`;
    }
    case "s":
      return String(magnitude);
    default:
      return converted(Number(magnitude), conversion, digits);
  }
}

function grouped(text: string, group: boolean): string {
  if (!group) return text;
  const [whole = "", ...rest] = text.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}
