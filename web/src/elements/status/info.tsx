import { object } from "../../protocol/check";
import { Alert } from "../../ui/Alert";
import type { Info } from "../../wire/elements";
import { defineElement } from "../render/element";
import { alertFields } from "./alert_fields";

export default defineElement(object<Info>(alertFields), ({ props }) => (
  <Alert tone="info" {...props} />
));
