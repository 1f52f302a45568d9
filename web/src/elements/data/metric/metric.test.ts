import { expect, it } from "vitest";
import { deltaLook } from "./delta";
import { figureText } from "./figure";
import { sparkShape } from "./spark";

it("a minus sign makes a fall, which is bad unless the colours are turned", () => {
  expect(deltaLook("-3 %", "normal", "auto")).toEqual({ arrow: "down", tone: "bad" });
  expect(deltaLook("4", "normal", "auto")).toEqual({ arrow: "up", tone: "good" });
  expect(deltaLook("-3", "inverse", "auto")).toEqual({ arrow: "down", tone: "good" });
  expect(deltaLook("3", "inverse", "off")).toEqual({ arrow: "none", tone: "bad" });
  expect(deltaLook("-3", "off", "up")).toEqual({ arrow: "up", tone: "neutral" });
});

it("no change is neither good nor bad", () => {
  for (const none of ["0", "0.0", "-0.0", "-0", "+0", "0 %", "$0.00", "NaN", "", " "]) {
    for (const color of ["normal", "inverse"] as const) {
      expect([none, deltaLook(none, color, "auto")]).toEqual([
        none,
        { arrow: "none", tone: "neutral" },
      ]);
    }
  }
  expect(deltaLook("0.001", "normal", "auto")).toEqual({ arrow: "up", tone: "good" });
  expect(deltaLook("-0.5", "normal", "auto")).toEqual({ arrow: "down", tone: "bad" });
  expect(deltaLook("rising", "normal", "auto")).toEqual({ arrow: "up", tone: "good" });
});

it("formats figures that are numbers, and leaves text alone", () => {
  expect(figureText("1234.5", "%.2f")).toBe("1234.50");
  expect(figureText("+9007199254740993", "%+d")).toBe("+9007199254740993");
  expect(figureText("+0.25", "percent")).toBe("+25%");
  expect(figureText("12 °C", "%.2f")).toBe("12 °C");
  expect(figureText("12", undefined)).toBe("12");
});

it("a small chart has room for one value, equal values and gaps", () => {
  expect(sparkShape([5], 100, 50).last).toEqual({ x: 3, y: 25 });
  expect(sparkShape([5, 5], 100, 50).line).toBe("M3 25L97 25");
  expect(sparkShape([1, Number.NaN, 3], 100, 50).line).toBe("M3 47L97 3");
  expect(sparkShape([], 100, 50).line).toBe("");
  expect(sparkShape([2, -2], 100, 50).bars.map(({ y, height }) => [y, height])).toEqual([
    [0, 25],
    [25, 25],
  ]);
});
