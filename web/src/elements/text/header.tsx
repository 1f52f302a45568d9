import { object } from "../../protocol/check";
import { Heading } from "../../ui/Heading";
import type { Header } from "../../wire/elements";
import { defineElement } from "../render/element";
import { headerFields } from "./heading_fields";

export default defineElement(object<Header>(headerFields), ({ props }) => (
  <Heading level={2} {...props} />
));
