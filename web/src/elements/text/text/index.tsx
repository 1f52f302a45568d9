import { bool, object, optional, text } from "../../../protocol/check";
import { Help } from "../../../ui/Help";
import type { PlainText } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { textAlignment, width } from "../../shared/fields";
import styles from "./text.module.css";

const plainText = object<PlainText>({
  body: text,
  help: optional(text),
  width: width,
  text_alignment: textAlignment,
  wrap: bool,
});

export default defineElement(plainText, ({ props }) => (
  <div className={`stText ${styles.row}`} data-testid="stText" data-align={props.text_alignment}>
    <div className={styles.text} data-wrap={props.wrap || undefined}>
      {props.body}
    </div>
    {props.help === undefined ? null : <Help text={props.help} />}
  </div>
));
