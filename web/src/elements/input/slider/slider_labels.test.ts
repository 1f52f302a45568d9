import { expect, it } from "vitest";
import { placeLabels } from "./slider_labels";

it("a label stands over the middle of its thumb, but not outside", () => {
  expect(placeLabels([50], [20], 100)).toEqual([40]);
  expect(placeLabels([8], [40], 100)).toEqual([0]);
  expect(placeLabels([92], [40], 100)).toEqual([60]);
});

it("labels of thumbs that are close stand beside each other", () => {
  expect(placeLabels([20, 80], [20, 20], 100)).toEqual([10, 70]);
  expect(placeLabels([50, 50], [20, 20], 100)).toEqual([26, 54]);
  expect(placeLabels([8, 8], [30, 30], 100)).toEqual([0, 38]);
  expect(placeLabels([92, 92], [30, 30], 100)).toEqual([32, 70]);
});
