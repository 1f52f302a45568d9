import { optional, text } from "../../protocol/check";
import { width } from "../shared/fields";

/** The parameters of the four alerts. */
export const alertFields = {
  body: text,
  icon: optional(text),
  title: optional(text),
  width: width,
};
