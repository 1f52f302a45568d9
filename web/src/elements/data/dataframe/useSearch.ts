import { useEffect, useState } from "react";
import type { GridColumn } from "./columns";
import { findCells } from "./search";
import type { Place } from "./selection";

export interface Search {
  readonly query: string;
  readonly hits: readonly Place[];
  /** Which of the hits is looked at. */
  readonly current: number;
  readonly busy: boolean;
  readonly setQuery: (query: string) => void;
  readonly step: (by: number) => void;
}

interface Found {
  readonly hits: readonly Place[];
  readonly current: number;
  readonly busy: boolean;
}

const NONE: Found = { hits: [], current: 0, busy: false };

/** Looks for text in all cells; `show` is called with the hit that is looked at. */
export function useSearch(
  columns: readonly GridColumn[],
  rows: number,
  rowAt: (place: number) => number,
  show: (place: Place) => void,
): Search {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found>(NONE);
  useEffect(() => {
    if (query === "") {
      setFound(NONE);
      return;
    }
    const stop = new AbortController();
    setFound((was) => ({ ...was, busy: true }));
    void findCells(columns, rows, rowAt, query, stop.signal).then((hits) => {
      if (stop.signal.aborted) return;
      setFound({ hits, current: 0, busy: false });
      const first = hits[0];
      if (first !== undefined) show(first);
    });
    return () => stop.abort();
  }, [columns, rows, rowAt, query, show]);
  const step = (by: number) => {
    const { hits } = found;
    if (hits.length === 0) return;
    const current = (found.current + by + hits.length) % hits.length;
    const hit = hits[current];
    setFound({ ...found, current });
    if (hit !== undefined) show(hit);
  };
  return { query, ...found, setQuery, step };
}
