import { useEffect, useMemo, useState } from "react";
import { type Direction, sortedRows } from "../../shared/table/sort";
import type { DataTable } from "../../shared/table/table";
import type { GridColumn } from "./columns";

/** Which column orders the rows, and how. */
export interface Sorting {
  readonly key: string;
  readonly direction: Direction;
}

export interface Order {
  /** The row of the data at a place of the grid. */
  readonly rowAt: (place: number) => number;
  readonly busy: boolean;
}

interface Done {
  readonly table: DataTable;
  readonly sorting: Sorting;
  readonly rows: Uint32Array;
}

const inDataOrder = (place: number): number => place;

/** The rows in the order that was asked for. Until it is found, they stand as before. */
export function useOrder(
  table: DataTable,
  columns: readonly GridColumn[],
  sorting: Sorting | null,
): Order {
  const [done, setDone] = useState<Done | null>(null);
  const column = columns.find(({ key }) => key === sorting?.key);
  useEffect(() => {
    if (sorting === null || column === undefined) {
      setDone(null);
      return;
    }
    let current = true;
    void sortedRows(column.source, table.rows, sorting.direction).then((rows) => {
      if (current) setDone({ table, sorting, rows });
    });
    return () => {
      current = false;
    };
  }, [table, column, sorting]);
  const rows = done?.rows;
  const fits = sorting !== null && rows?.length === table.rows;
  const current = done?.table === table && done.sorting === sorting;
  const rowAt = useMemo(
    () => (fits && rows !== undefined ? (place: number) => rows[place] ?? 0 : inDataOrder),
    [fits, rows],
  );
  return { rowAt, busy: column !== undefined && !current };
}

/** A click on a header: ascending, descending, as in the data. */
export function nextSorting(sorting: Sorting | null, key: string): Sorting | null {
  if (sorting?.key !== key) return { key, direction: "ascending" };
  return sorting.direction === "ascending" ? { key, direction: "descending" } : null;
}
