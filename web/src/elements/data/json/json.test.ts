import { expect, it } from "vitest";
import { JsonProblem, parseJson, prettyJson } from "./parse";
import { openDepth, preview, visibleRows } from "./rows";

const problem = (text: string) => {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonProblem) return error.message;
  }
  return "none";
};

it("keeps long numbers and the order of keys as they are written", () => {
  const text = '{"b":12345678901234567890,"1":[1.50,-2e3],"a":{},"e":[]}';
  expect(prettyJson(parseJson(text)).replace(/\s/g, "")).toBe(text);
});

it("reads what JSON.parse reads", () => {
  for (const text of ['"\\u00e9\\n"', " [ true , false , null ] ", "-0.5e-3", '{"a\\"b":[[]]}']) {
    expect(JSON.parse(prettyJson(parseJson(text)))).toEqual(JSON.parse(text));
  }
});

it("says where a string stops being JSON", () => {
  expect(problem('{"a": [1, 2,, 3]}')).toBe('Line 1, column 13: a value was expected, found ",".');
  expect(problem("{\n  a: 1}")).toContain("Line 2, column 3: a key in double quotes");
  expect(problem("[1")).toContain("the text ended");
  expect(problem("[1] 2")).toContain("column 5");
  expect(problem("")).toContain("a value was expected");
  expect(problem("[".repeat(2000))).toContain("levels");
});

it("opens to a depth, and shows long lists in parts", () => {
  const root = parseJson(
    JSON.stringify({ list: Array.from({ length: 120 }, () => 0), deep: { a: { b: 1 } } }),
  );
  const rows = (depth: number) =>
    visibleRows(root, { open: new Map(), limits: new Map(), depth }).length;
  expect([rows(0), rows(1)]).toEqual([1, 3]);
  const all = visibleRows(root, {
    open: new Map(),
    limits: new Map(),
    depth: openDepth(root, true),
  });
  expect(all.find(({ more }) => more > 0)?.more).toBe(70);
  expect(openDepth(root, false)).toBe(0);
  expect(openDepth(root, 2)).toBe(2);
});

it("tells in short what is closed", () => {
  expect(preview(parseJson('{"a":1,"b":[2],"c":"text"}'))).toBe('{a: 1, b: […], c: "text"}');
  expect(preview(parseJson(`[${"123456,".repeat(30)}0]`)).endsWith(", …]")).toBe(true);
});
