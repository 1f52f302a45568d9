import styles from "./InvalidElementCard.module.css";

/** Stands where an element would be that could not be drawn. The rest of the page goes on. */
export function InvalidElementCard({ kind, problem }: { kind: string; problem: string }) {
  return (
    <div role="alert" className={`stElementError ${styles.card}`} data-testid="stElementError">
      <strong>
        The element <code>{kind}</code> could not be drawn
      </strong>
      <span className={styles.problem}>{problem}</span>
    </div>
  );
}
