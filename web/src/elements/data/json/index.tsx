import { bool, either, num, object, text } from "../../../protocol/check";
import type { Json } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { width } from "../../shared/fields";
import { JsonView } from "./JsonView";

const json = object<Json>({
  body: text,
  expanded: either(bool, num),
  width: width,
});

export default defineElement(json, ({ props }) => <JsonView {...props} />);
