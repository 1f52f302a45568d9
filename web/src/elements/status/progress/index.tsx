import { useId } from "react";
import { num, object, optional, text } from "../../../protocol/check";
import { Markdown } from "../../../ui/markdown/Markdown";
import type { Progress } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { width } from "../../shared/fields";
import styles from "./progress.module.css";

const progress = object<Progress>({
  value: num,
  text: optional(text),
  width: width,
});

export default defineElement(progress, ({ props }) => <Bar {...props} />);

function Bar({ value, text: label }: Progress) {
  const id = useId();
  const percent = Math.min(100, Math.max(0, value));
  return (
    <div className={`stProgress ${styles.progress}`} data-testid="stProgress">
      {label === undefined ? null : (
        <div id={id} className={styles.label}>
          <Markdown inline source={label} />
        </div>
      )}
      <div
        className={styles.track}
        role="progressbar"
        aria-valuenow={Math.round(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(label === undefined ? { "aria-label": "Progress" } : { "aria-labelledby": id })}
        data-testid="stProgressBarTrack"
      >
        <div className={styles.bar} style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
    </div>
  );
}
