import type { ExcerptLine, Frame, Report } from "../wire/elements";
import { bool, int, list, object, optional, text } from "./check";

/** What went wrong in a script, and where. */
export const report = object<Report>({
  type: text,
  message: text,
  hint: optional(text),
  file: optional(text),
  line: optional(int),
  column: optional(int),
  excerpt: optional(list(object<ExcerptLine>({ line: int, text }))),
  caret_length: optional(int),
  frames: optional(list(object<Frame>({ function: text, file: text, line: int }))),
  is_warning: optional(bool),
});
