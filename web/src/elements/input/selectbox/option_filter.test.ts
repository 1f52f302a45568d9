import { expect, it } from "vitest";
import { filterOptions } from "./option_filter";

const CITIES = ["Paris", "New York", "York", "Zürich", "Port-au-Prince"];
const found = (search: string, mode: "fuzzy" | "contains" | "prefix" | undefined) =>
  filterOptions(CITIES, search, mode).map((index) => CITIES[index]);

it("puts the better match first", () => {
  expect(found("york", "fuzzy")).toEqual(["York", "New York"]);
  expect(found("zur", "fuzzy")).toEqual(["Zürich"]);
  expect(found("pri", "fuzzy")).toEqual(["Port-au-Prince", "Paris"]);
});

it("narrows down by what is contained, or by the start", () => {
  expect(found("or", "contains")).toEqual(["New York", "York", "Port-au-Prince"]);
  expect(found("p", "prefix")).toEqual(["Paris", "Port-au-Prince"]);
  expect(found("xyz", "prefix")).toEqual([]);
});

it("shows everything without a search or without a mode", () => {
  expect(found("", "fuzzy")).toEqual(CITIES);
  expect(found("x", undefined)).toEqual(CITIES);
});
