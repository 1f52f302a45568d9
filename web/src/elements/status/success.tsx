import { object } from "../../protocol/check";
import { Alert } from "../../ui/Alert";
import type { Success } from "../../wire/elements";
import { defineElement } from "../render/element";
import { alertFields } from "./alert_fields";

export default defineElement(object<Success>(alertFields), ({ props }) => (
  <Alert tone="success" {...props} />
));
