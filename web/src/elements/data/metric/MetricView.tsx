import { ArrowDown, ArrowUp } from "lucide-react";
import { Help } from "../../../ui/Help";
import { Icon } from "../../../ui/icon/Icon";
import { Markdown } from "../../../ui/markdown/Markdown";
import type { Metric } from "../../../wire/elements";
import { deltaLook } from "./delta";
import { figureText } from "./figure";
import styles from "./MetricView.module.css";
import { Sparkline } from "./Sparkline";

declare module "react" {
  interface CSSProperties {
    "--figure-length"?: number;
  }
}

/** `st.metric`: a figure in large type, with its change. */
export function MetricView(props: Metric) {
  const { value, delta, delta_color, delta_arrow, delta_description, height, format } = props;
  const figure = figureText(value, format);
  const look = delta === undefined ? undefined : deltaLook(delta, delta_color, delta_arrow);
  return (
    <div
      className={`stMetric ${styles.metric}`}
      data-testid="stMetric"
      data-border={props.border || undefined}
      data-height={height === "stretch" ? "stretch" : undefined}
      data-tone={look?.tone}
      style={typeof height === "number" ? { height } : undefined}
    >
      <Label {...props} />
      <div
        className={styles.value}
        data-testid="stMetricValue"
        title={figure}
        style={{ "--figure-length": Math.max(1, figure.length) }}
      >
        {figure}
      </div>
      {delta === undefined || delta.trim() === "" || look === undefined ? null : (
        <div className={styles.change}>
          <span className={styles.delta} data-testid="stMetricDelta">
            <Arrow arrow={look.arrow} />
            {figureText(delta, format)}
          </span>
          {delta_description === undefined ? null : (
            <span className={styles.description} data-testid="stMetricDeltaDescription">
              {delta_description}
            </span>
          )}
        </div>
      )}
      {props.chart_data.length === 0 ? null : (
        <div className={styles.chart}>
          <Sparkline values={props.chart_data} type={props.chart_type} format={format} />
        </div>
      )}
    </div>
  );
}

function Label({ label, label_visibility, icon, help }: Metric) {
  return (
    <div className={styles.label} data-testid="stMetricLabel" data-visibility={label_visibility}>
      {icon === undefined ? null : <Icon icon={icon} testId="stMetricIcon" />}
      <span className={styles.name}>
        <Markdown inline source={label} />
      </span>
      {help !== undefined && label_visibility === "visible" ? <Help text={help} /> : null}
    </div>
  );
}

function Arrow({ arrow }: { arrow: "up" | "down" | "none" }) {
  if (arrow === "none") return null;
  const Glyph = arrow === "up" ? ArrowUp : ArrowDown;
  return (
    <>
      <Glyph
        size={14}
        strokeWidth={2.4}
        aria-hidden="true"
        data-testid={arrow === "up" ? "stMetricDeltaIcon-Up" : "stMetricDeltaIcon-Down"}
      />
      <span className={styles.hidden}>{arrow === "up" ? "up" : "down"} </span>
    </>
  );
}
