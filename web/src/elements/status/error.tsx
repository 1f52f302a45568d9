import { object } from "../../protocol/check";
import { Alert } from "../../ui/Alert";
import type { ErrorAlert } from "../../wire/elements";
import { defineElement } from "../render/element";
import { alertFields } from "./alert_fields";

export default defineElement(object<ErrorAlert>(alertFields), ({ props }) => (
  <Alert tone="error" {...props} />
));
