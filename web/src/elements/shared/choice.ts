import { type Check, int, text, ValidationError } from "../../protocol/check";

/** A choice as it travels: where it stood when it was made, and what it is called, which says what it is elsewhere. */
export type Chosen = [place: number, name: string];

export const chosen: Check<Chosen> = (value, at) => {
  if (!Array.isArray(value) || value.length !== 2) throw new ValidationError(at, "a choice", value);
  return [int(value[0], `${at}[0]`), text(value[1], `${at}[1]`)];
};

/** The choice of what stands at a place. */
export function chosenAt(place: number, names: readonly string[]): Chosen {
  return [place, names[place] ?? ""];
}

/** Where a choice stands among these names; -1: it is not there any more. */
export function placeOf([place, name]: Chosen, names: readonly string[]): number {
  return names[place] === name ? place : names.indexOf(name);
}
