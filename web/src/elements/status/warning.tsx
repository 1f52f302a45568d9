import { object } from "../../protocol/check";
import { Alert } from "../../ui/Alert";
import type { Warning } from "../../wire/elements";
import { defineElement } from "../render/element";
import { alertFields } from "./alert_fields";

export default defineElement(object<Warning>(alertFields), ({ props }) => (
  <Alert tone="warning" {...props} />
));
