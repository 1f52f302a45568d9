import { bytes, type Check, isRecord, text, ValidationError } from "../../../protocol/check";
import type { Payload } from "../../../wire/elements";

/** Large data: bytes in the message, or an address relative to the page. */
export const payload: Check<Payload> = (value, at) => {
  if (isRecord(value)) {
    if (value.inline !== undefined) return { inline: bytes(value.inline, `${at}.inline`) };
    if (value.url !== undefined) return { url: text(value.url, `${at}.url`) };
  }
  throw new ValidationError(at, "bytes or an address", value);
};
