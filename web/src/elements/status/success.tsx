import { object } from "../../protocol/check";
import { Alert, alertFields } from "../../ui/Alert";
import type { Success } from "../../wire/elements";
import { defineElement } from "../render/element";

export default defineElement(object<Success>(alertFields), ({ props }) => (
  <Alert tone="success" {...props} />
));
