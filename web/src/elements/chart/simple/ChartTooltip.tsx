import styles from "./ChartTooltip.module.css";
import { figureText } from "./figure";
import type { ChartModel, Stop } from "./model";

interface Props {
  readonly model: ChartModel;
  readonly hidden: ReadonlySet<number>;
  readonly colors: readonly string[];
  readonly stop: Stop;
  /** Where it points to, in the plot; y null: at the top. */
  readonly x: number;
  readonly y: number | null;
  /** The width of the plot. */
  readonly room: number;
}

/** Values that are listed; the rest is counted. */
const LIMIT = 12;

/** The values at one place along a chart. */
export function ChartTooltip({ model, hidden, colors, stop, x, y, room }: Props) {
  const known = stop.values.flatMap((value, s) =>
    value === null || hidden.has(s) ? [] : [{ s, value, name: model.series[s]?.name ?? "" }],
  );
  const left = x > room / 2;
  return (
    <div
      className={styles.tooltip}
      role="status"
      data-testid="stChartTooltip"
      data-side={left ? "left" : "right"}
      style={{ left: x, top: y ?? 0 }}
    >
      <div className={styles.label}>{stop.label}</div>
      {known.slice(0, LIMIT).map(({ s, value, name }) => (
        <div key={s} className={styles.row}>
          <span className={styles.swatch} style={{ background: colors[s] }} />
          <span className={styles.name}>{name}</span>
          <span className={styles.value}>{figureText(value)}</span>
        </div>
      ))}
      {known.length > LIMIT ? (
        <div className={styles.label}>and {known.length - LIMIT} more</div>
      ) : null}
      {known.length === 0 ? <div className={styles.label}>no value</div> : null}
    </div>
  );
}
