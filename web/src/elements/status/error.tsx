import { object } from "../../protocol/check";
import { Alert, alertFields } from "../../ui/Alert";
import type { ErrorAlert } from "../../wire/elements";
import { defineElement } from "../render/element";

export default defineElement(object<ErrorAlert>(alertFields), ({ props }) => (
  <Alert tone="error" {...props} />
));
