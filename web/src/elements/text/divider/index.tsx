import { object } from "../../../protocol/check";
import type { Divider } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { width } from "../../shared/fields";
import styles from "./divider.module.css";

export default defineElement(object<Divider>({ width: width }), () => (
  <div className="stMarkdown" data-testid="stMarkdown">
    <hr className={styles.line} />
  </div>
));
