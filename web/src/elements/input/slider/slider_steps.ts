import { decimalsOf, rounded } from "../number_value";

/** What the values of a slider stand on: `min`, and every `step` after it up to `max`. */
export interface Steps {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** How far a value may be from a step, in steps, to stand on it: the dust of binary fractions. */
const DUST = 1e-6;

/** The step that is nearest to a value. */
export function nearest(value: number, steps: Steps): number {
  return at(Math.round(placeOf(value, steps)), steps);
}

/** The first step above a value, or below it for a `direction` of -1. */
export function next(value: number, direction: 1 | -1, steps: Steps): number {
  const place = placeOf(value, steps);
  const beside = direction === 1 ? Math.floor(place + DUST) + 1 : Math.ceil(place - DUST) - 1;
  return at(beside, steps);
}

/** A script may set a value that no step leads to. */
export function isOnStep(value: number, steps: Steps): boolean {
  const place = placeOf(value, steps);
  return Math.abs(place - Math.round(place)) < DUST;
}

/** The digits after the point that tell the steps apart. */
export function decimalsOfSteps({ min, step }: Steps): number {
  return Math.max(decimalsOf(step), decimalsOf(min));
}

function placeOf(value: number, { min, step }: Steps): number {
  return (value - min) / step;
}

function at(place: number, steps: Steps): number {
  const { min, max, step } = steps;
  const last = Math.floor((max - min) / step + DUST);
  const value = min + Math.max(0, Math.min(place, last)) * step;
  return rounded(value, decimalsOfSteps(steps));
}
