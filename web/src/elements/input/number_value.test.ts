import { expect, it } from "vitest";
import { clamp, decimalsOf, parseNumber, stepped } from "./number_value";

it.each([
  ["12", undefined, 12],
  [" 1 200,5 ", undefined, 1200.5],
  ["1,500", undefined, 1500],
  ["1,500.25", undefined, 1500.25],
  ["-3e2", undefined, -300],
  ["$12.50", "$%.2f", 12.5],
  ["30 km", "%d km", 30],
  ["25%", "%d%%", 25],
  ["", undefined, null],
  ["abc", undefined, undefined],
  ["1.2.3", undefined, undefined],
])("%j is read as a number", (typed, format, value) => {
  expect(parseNumber(typed, format)).toBe(value);
});

it("steps without the dust of binary fractions", () => {
  expect(stepped(0.1, 0.2, 0, 0.1)).toBe(0.3);
  expect(stepped(null, 1, 5, 1)).toBe(5);
  expect(decimalsOf(0.001)).toBe(3);
  expect(decimalsOf(1e-7)).toBe(7);
  expect(clamp(12, 0, 10)).toBe(10);
});
