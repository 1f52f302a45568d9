import styles from "./Legend.module.css";
import type { Series } from "./model";

interface Props {
  readonly series: readonly Series[];
  readonly colors: readonly string[];
  readonly hidden: ReadonlySet<number>;
  readonly onToggle: (series: number) => void;
}

/** The names of the series; a press hides one or shows it again. */
export function Legend({ series, colors, hidden, onToggle }: Props) {
  return (
    <ul className={styles.legend} aria-label="Series" data-testid="stChartLegend">
      {series.map(({ name }, index) => (
        <li key={index}>
          <button
            type="button"
            className={styles.item}
            aria-pressed={!hidden.has(index)}
            title={name}
            onClick={() => onToggle(index)}
          >
            <span className={styles.swatch} style={{ color: colors[index] }} />
            <span className={styles.name}>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
