import type { Numeric } from "../../../protocol/check";

const figures = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 17 });
const exponents = new Intl.NumberFormat(undefined, {
  notation: "scientific",
  maximumSignificantDigits: 17,
});

/** A value with all its digits, grouped as on the axis. */
export function figureText(value: Numeric): string {
  if (typeof value === "bigint") return value.toLocaleString();
  const size = Math.abs(value);
  const long = size !== 0 && (size < 1e-4 || size >= 1e21);
  return long ? exponents.format(value) : figures.format(value);
}
