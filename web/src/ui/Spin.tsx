import styles from "./Spin.module.css";

/** A turning ring; what it waits for is said beside it. */
export function Spin({ testId, size = 16 }: { testId?: string; size?: number }) {
  return (
    <svg
      className={styles.spin}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden="true"
      data-testid={testId}
    >
      <circle cx="10" cy="10" r="8" className={styles.track} />
      <path d="M10 2a8 8 0 0 1 8 8" className={styles.arc} />
    </svg>
  );
}
