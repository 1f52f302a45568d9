import { type ReactNode, useEffect, useState } from "react";
import { InvalidElementCard } from "../../../ui/InvalidElementCard";
import type { Payload } from "../../../wire/elements";
import styles from "./TableBoundary.module.css";
import type { DataTable } from "./table";
import { useTable } from "./useTable";

interface Props {
  readonly kind: string;
  readonly payload: Payload;
  /** How high the element will probably be, so that the page does not jump. */
  readonly height: number;
  readonly children: (table: DataTable) => ReactNode;
}

/** Waits for the data of an element. While newer data is on its way the older stays drawn. */
export function TableBoundary({ kind, payload, height, children }: Props) {
  const loaded = useTable(payload);
  const [last, setLast] = useState<DataTable>();
  const table = loaded.state === "ready" ? loaded.value : undefined;
  useEffect(() => {
    if (table !== undefined) setLast(table);
  }, [table]);
  if (loaded.state === "failed")
    return <InvalidElementCard kind={kind} problem={loaded.error.message} />;
  const shown = table ?? last;
  return shown === undefined ? <Skeleton height={height} /> : children(shown);
}

function Skeleton({ height }: { height: number }) {
  return (
    <div
      className={styles.skeleton}
      style={{ height }}
      data-testid="stSkeleton"
      role="status"
      aria-label="Loading data"
    />
  );
}
