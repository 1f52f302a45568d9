import { object } from "../../protocol/check";
import { Alert, alertFields } from "../../ui/Alert";
import type { Warning } from "../../wire/elements";
import { defineElement } from "../render/element";

export default defineElement(object<Warning>(alertFields), ({ props }) => (
  <Alert tone="warning" {...props} />
));
