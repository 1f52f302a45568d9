import { expect, it } from "vitest";
import { elementOf, KINDS } from "./registry";

it("every kind of element loads", async () => {
  expect(KINDS.length).toBeGreaterThan(30);
  const modules = KINDS.map((kind) => elementOf(kind));
  await Promise.all(modules.map((module) => module?.load()));
  for (const module of modules) expect(module?.get().state).toBe("ready");
});

it("a kind that the host does not draw is not known, whatever objects are born with", () => {
  for (const kind of ["hologram", "constructor", "toString", ""]) {
    expect(elementOf(kind)).toBeUndefined();
  }
});
