import { expect, it } from "vitest";
import { clamp, decimalsOf, parseNumber, plainNumber, stepped, stuck } from "./number_value";

it.each([
  ["12", undefined, 12],
  [" 1 200,5 ", undefined, 1200.5],
  ["1,500", undefined, 1500],
  ["1,500.25", undefined, 1500.25],
  ["-3e2", undefined, -300],
  ["$12.50", "$%.2f", 12.5],
  ["30 km", "%d km", 30],
  ["25%", "%d%%", 25],
  ["0.10", undefined, 0.1],
  [".5", undefined, 0.5],
  ["-0", undefined, -0],
  ["1e-15", undefined, 1e-15],
  ["1E+300", undefined, 1e300],
  ["0.000000000000001", undefined, 1e-15],
  ["9007199254740992", undefined, 9007199254740992],
  ["", undefined, null],
])("%j is read as a number", (typed, format, value) => {
  expect(parseNumber(typed, format, false)).toEqual({ value });
});

it.each([
  ["abc", "Please enter a number."],
  ["1.2.3", "Please enter a number."],
  [".", "Please enter a number."],
  ["1e400", "That number is too large."],
  ["1e-400", "That number is too close to zero."],
  ["9007199254740993", "That has more digits than can be kept. The nearest is 9007199254740992."],
])("%j is refused in a field for floats", (typed, problem) => {
  expect(parseNumber(typed, undefined, false)).toEqual({ problem });
});

it.each([
  ["9007199254740993", 9007199254740993n],
  ["-9223372036854775808", -(2n ** 63n)],
  ["9,223,372,036,854,775,807", 2n ** 63n - 1n],
  ["3.0", 3],
  ["12e2", 1200],
  ["0", 0],
])("%j is exactly that integer", (typed, value) => {
  expect(parseNumber(typed, undefined, true)).toEqual({ value });
});

it.each([
  ["9223372036854775808", "Must be at most 9223372036854775807."],
  ["-9223372036854775809", "Must be at least -9223372036854775808."],
  ["1e999999999", "Must be at most 9223372036854775807."],
  ["2.5", "Please enter a whole number."],
])("%j is refused in a field for integers", (typed, problem) => {
  expect(parseNumber(typed, undefined, true)).toEqual({ problem });
});

it("steps without the dust of binary fractions, however small they are", () => {
  expect(stepped(0.1, 1, 0, 0.2, false)).toBe(0.3);
  expect(stepped(0.30000000000000004, 1, 0, 0.1, false)).toBe(0.4);
  expect(stepped(0.123456789012345, 1, 0, 0.1, false)).toBe(0.223456789012345);
  expect(stepped(null, 1, 5, 1, false)).toBe(5);
  expect(stepped(1e-15, 1, 0, 1e-15, false)).toBe(2e-15);
  expect(stepped(2e-30, 1, 0, 1e-30, false)).toBe(3e-30);
  expect(stepped(2e-300, -1, 0, 1e-300, false)).toBe(1e-300);
  expect(stepped(1.7e308, 1, 0, 1e308, false)).toBe(1.7e308);
  expect([0.001, 1e-7, 1e-300, 0.1 + 0.2, 5].map(decimalsOf)).toEqual([3, 7, 300, 1, 0]);
  expect(clamp(12, 0, 10)).toBe(10);
});

it("steps integers exactly, up to the last of them", () => {
  expect(stepped(9007199254740991, 1, 0, 2, true)).toBe(9007199254740993n);
  expect(stepped(9007199254740993n, -1, 0, 2, true)).toBe(9007199254740991);
  expect(stepped(2n ** 63n - 2n, 1, 0, 5, true)).toBe(2n ** 63n - 1n);
  expect(clamp(2n ** 60n, 0, 10)).toBe(10);
});

it("shows as many digits as the steps have", () => {
  expect(plainNumber(0.5, 2)).toBe("0.50");
  expect(plainNumber(1e-15, 15)).toBe("0.000000000000001");
  expect(plainNumber(3e-30, 30)).toBe("3e-30");
  expect(plainNumber(9007199254740993n, 0)).toBe("9007199254740993");
});

it("says which bound an integer cannot step over, and that a float's step is too small", () => {
  expect(stuck(1, true)).toBe("Must be at most 9223372036854775807.");
  expect(stuck(-1, true)).toBe("Must be at least -9223372036854775808.");
  expect(stuck(1, false)).toMatch("too small");
});
