import { object } from "../../protocol/check";
import { Heading } from "../../ui/Heading";
import type { Title } from "../../wire/elements";
import { defineElement } from "../render/element";
import { titleFields } from "./heading_fields";

export default defineElement(object<Title>(titleFields), ({ props }) => (
  <Heading level={1} {...props} />
));
