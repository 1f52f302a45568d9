import styles from "./Skeleton.module.css";

/** Stands for the page until its first element comes; a quick first run never shows it. */
export function Skeleton() {
  return (
    <div className={styles.skeleton} data-testid="stAppSkeleton" aria-hidden="true">
      <div className={styles.title} />
      <div className={styles.line} />
      <div className={styles.line} />
      <div className={styles.block} />
    </div>
  );
}
