import { fallback, object } from "../protocol/check";
import type { Divider } from "../wire/elements";
import styles from "./divider.module.css";
import { defineElement } from "./element";
import { width } from "./fields";

export default defineElement(object<Divider>({ width: fallback(width, "stretch") }), () => (
  <div className="stMarkdown" data-testid="stMarkdown">
    <hr className={styles.line} />
  </div>
));
