import { expect, it } from "vitest";
import { formatNumber, sprintf } from "./number";

it.each([
  ["%d", 3.7, "4"],
  ["%.2f", 5.6789, "5.68"],
  ["$%.2f", -1.5, "$-1.50"],
  ["%5.1f%%", 12.34, " 12.3%"],
  ["%05d", 42, "00042"],
  ["%-5d|", 42, "42   |"],
  ["%+d", 3, "+3"],
  ["%,d", 1234567, "1,234,567"],
  ["%,.2f", 1234.5, "1,234.50"],
  ["%e", 12345, "1.234500e+04"],
  ["%g", 0.5, "0.5"],
  ["%x", 255, "ff"],
  ["%i km", 7, "7 km"],
  ["no place", 1, "no place"],
  ["%d", 9007199254740993n, "9007199254740993"],
  ["%,d", -9007199254740993n, "-9,007,199,254,740,993"],
  ["%.2f", 9007199254740993n, "9007199254740993.00"],
  ["%.200f", 0, `0.${"0".repeat(100)}`],
] as const)("%s of %d is %s", (format, value, shown) => {
  expect(sprintf(format, value)).toBe(shown);
});

it.each([
  [undefined, 3, "3"],
  [undefined, 0.1 + 0.2, "0.3"],
  ["percent", 0.256, "25.6%"],
  ["dollar", 1234.5, "$1,234.50"],
  ["compact", 1234567, "1.2M"],
  ["bytes", 1_500_000, "1.5 MB"],
  ["accounting", -1200, "(1,200)"],
  ["plain", 1234.5, "1234.5"],
])("%s of %d is %s", (format, value, shown) => {
  expect(formatNumber(value, format)).toBe(shown);
});
