import { expect, it } from "vitest";
import { bool, either, int, list, object, oneOf, optional, text } from "./check";

const person = object<{ name: string; age?: number; tags: string[]; kind: "a" | "b" }>({
  name: text,
  age: optional(int),
  tags: list(text),
  kind: oneOf("a", "b"),
});

it("takes what fits and leaves out what it does not know", () => {
  expect(person({ name: "Ann", age: null, tags: [], kind: "a", more: 1 }, "")).toEqual({
    name: "Ann",
    age: undefined,
    tags: [],
    kind: "a",
  });
});

it.each([
  [{ age: 3 }, "name: expected a string, got nothing"],
  [{ name: "A", age: 1.5 }, "age: expected an integer, got number 1.5"],
  [{ name: "A" }, "tags: expected a list, got nothing"],
  [{ name: "A", tags: ["x", 2] }, "tags[1]: expected a string, got number 2"],
  [{ name: "A", tags: [], kind: "c" }, "kind: expected a | b, got string c"],
  [[], "value: expected a map, got a list of 0"],
])("says where %j does not fit", (value, problem) => {
  expect(() => person(value, "")).toThrow(problem);
});

it("tries one shape after the other", () => {
  expect(either(bool, text)("x", "")).toBe("x");
  expect(() => either(bool, text)(1, "at")).toThrow("at: expected a boolean or a string");
});
