import { expect, it } from "vitest";
import { decimalsOfSteps, isOnStep, nearest, next } from "./slider_steps";

it("a value beside the steps goes to the next of them, up and down", () => {
  const steps = { min: 0, max: 10, step: 3 };
  expect([next(5, 1, steps), next(5, -1, steps)]).toEqual([6, 3]);
  expect([next(6, 1, steps), next(6, -1, steps)]).toEqual([9, 3]);
  expect([next(9, 1, steps), next(0, -1, steps)]).toEqual([9, 0]);
  expect([nearest(5, steps), nearest(10, steps)]).toEqual([6, 9]);
});

it("binary fractions leave no dust", () => {
  const steps = { min: 0, max: 1, step: 0.3 };
  expect(next(0.5, 1, steps)).toBe(0.6);
  expect(isOnStep(0.1 + 0.2, steps)).toBe(true);
  expect(isOnStep(0.5, steps)).toBe(false);
});

it("as many decimals are told as the steps have", () => {
  expect(decimalsOfSteps({ min: 0, max: 0.00001, step: 0.00001 * 0.01 })).toBe(7);
  expect(decimalsOfSteps({ min: 0.5, max: 2, step: 1 })).toBe(1);
  expect(decimalsOfSteps({ min: 0, max: 100, step: 5 })).toBe(0);
});

it("steps may be as small as floats are", () => {
  for (const step of [1e-15, 1e-30, 1e-300]) {
    const steps = { min: 0, max: 10 * step, step };
    expect(next(0, 1, steps)).toBe(step);
    expect(nearest(2.2 * step, steps)).toBe(Number((2 * step).toPrecision(15)));
    expect(isOnStep(step, steps)).toBe(true);
  }
});
