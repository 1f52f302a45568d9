import { object } from "../../protocol/check";
import { Alert, alertFields } from "../../ui/Alert";
import type { Info } from "../../wire/elements";
import { defineElement } from "../render/element";

export default defineElement(object<Info>(alertFields), ({ props }) => (
  <Alert tone="info" {...props} />
));
