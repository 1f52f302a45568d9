import { bool, either, fallback, num, object, text } from "../../../protocol/check";
import type { Json } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { width } from "../../shared/fields";
import { JsonView } from "./JsonView";

const json = object<Json>({
  body: text,
  expanded: fallback(either(bool, num), true),
  width: fallback(width, "stretch"),
});

export default defineElement(json, ({ props }) => <JsonView {...props} />);
