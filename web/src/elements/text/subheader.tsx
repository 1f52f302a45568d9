import { object } from "../../protocol/check";
import { Heading } from "../../ui/Heading";
import type { Subheader } from "../../wire/elements";
import { defineElement } from "../render/element";
import { headerFields } from "./heading_fields";

export default defineElement(object<Subheader>(headerFields), ({ props }) => (
  <Heading level={3} {...props} />
));
