import { useEffect, useState } from "react";
import { bool, object, text } from "../../../protocol/check";
import { Markdown } from "../../../ui/markdown/Markdown";
import { Spin } from "../../../ui/Spin";
import type { Spinner } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { width } from "../../shared/fields";
import styles from "./spinner.module.css";

const spinner = object<Spinner>({
  text,
  show_time: bool,
  width: width,
});

export default defineElement(spinner, ({ props }) => (
  <div className={`stSpinner ${styles.spinner}`} data-testid="stSpinner" role="status">
    <Spin testId="stSpinnerIcon" />
    <Markdown inline source={props.text} />
    {props.show_time ? <Seconds /> : null}
  </div>
));

function Seconds() {
  const [start] = useState(() => performance.now());
  const [now, setNow] = useState(start);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={styles.time} aria-hidden="true">
      ({((now - start) / 1000).toFixed(1)} s)
    </span>
  );
}
