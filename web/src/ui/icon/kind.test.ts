import { expect, it } from "vitest";
import { iconKind } from "./kind";

it("an icon is an emoji or a Material icon, not a word", () => {
  expect(iconKind(":material/home:")).toEqual({ kind: "material", name: "home" });
  for (const sign of ["📈", "1️⃣", "🇳🇴", "👩🏽‍💻", "★", "→"]) {
    expect(iconKind(` ${sign}`)).toEqual({ kind: "sign", text: sign });
  }
  for (const word of ["zzz", "", "A", ":material/No Name:", ":rocket:"]) {
    expect(iconKind(word)).toEqual({ kind: "none" });
  }
});
