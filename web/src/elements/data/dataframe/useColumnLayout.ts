import { type RefObject, useEffect, useLayoutEffect, useMemo, useState } from "react";
import type { DataTable } from "../../shared/table/table";
import type { GridColumn } from "./columns";
import { textMeasure } from "./measure";
import {
  type ColumnLayout,
  figureWidth,
  indexWidth,
  isFigure,
  layoutColumns,
  MIN_WIDTH,
  naturalWidth,
} from "./widths";

/** The width of the box in front of a row, beside its number or alone. */
const PICK_WIDTH = 28;
const PICK_ALONE = 41;

interface Options {
  readonly hideIndex: boolean;
  /** Whether there is a box in front of each row. */
  readonly pickRows: boolean;
  /** Whether the columns share all the width there is. */
  readonly stretch: boolean;
}

export interface ResizableLayout {
  readonly layout: ColumnLayout;
  /** Gives a column a width; undefined: its own again. */
  readonly resize: (column: number, width: number | undefined) => void;
  /** Widens columns whose drawn cells turn out to need it: column and pixels each. */
  readonly grow: (needs: ReadonlyMap<number, number>) => void;
}

/** The widths of the columns: measured, asked for by the script, or drawn by the reader. */
export function useColumnLayout(
  table: DataTable,
  columns: readonly GridColumn[],
  place: RefObject<HTMLElement | null>,
  { hideIndex, pickRows, stretch }: Options,
): ResizableLayout {
  const [drawn, setDrawn] = useState<ReadonlyMap<string, number>>(new Map());
  const room = useWidth(place);
  const fonts = useFonts();
  const [natural, setNatural] = useState<Natural>({ widths: [], least: [], index: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other fonts have other widths
  useLayoutEffect(() => {
    if (place.current === null) return;
    const measure = textMeasure(place.current);
    setNatural({
      widths: columns.map((column) => naturalWidth(column, table.rows, measure)),
      least: columns.map((column) =>
        isFigure(column) ? figureWidth(column, table.rows, measure) : MIN_WIDTH,
      ),
      index: hideIndex
        ? Number(pickRows) * PICK_ALONE
        : indexWidth(table.rows, measure) + Number(pickRows) * PICK_WIDTH,
    });
  }, [table, columns, place, hideIndex, pickRows, fonts]);
  const layout = useMemo(() => {
    const asked = columns.map(({ key, width }) => drawn.get(key) ?? width);
    const widths = columns.map((_, at) =>
      Math.max(asked[at] ?? natural.widths[at] ?? MIN_WIDTH, natural.least[at] ?? MIN_WIDTH),
    );
    const fixed = asked.map((width) => width !== undefined);
    return layoutColumns(widths, fixed, natural.index, stretch ? room : 0);
  }, [columns, drawn, natural, room, stretch]);
  const resize = (column: number, width: number | undefined) => {
    const key = columns[column]?.key;
    if (key === undefined) return;
    const next = new Map(drawn);
    if (width === undefined) next.delete(key);
    else next.set(key, Math.max(MIN_WIDTH, Math.round(width)));
    setDrawn(next);
  };
  const grow = (needs: ReadonlyMap<number, number>) =>
    setNatural(({ widths, least, index }) => {
      const grown = (width: number, at: number) => Math.max(width, Math.ceil(needs.get(at) ?? 0));
      return {
        widths: widths.map(grown),
        least: least.map((width, at) =>
          columns[at] !== undefined && isFigure(columns[at]) ? grown(width, at) : width,
        ),
        index,
      };
    });
  return { layout, resize, grow };
}

interface Natural {
  readonly widths: readonly number[];
  /** Below these, something would be cut that must not be. */
  readonly least: readonly number[];
  readonly index: number;
}

function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const take = () => setWidth(element.clientWidth);
    take();
    const observer = new ResizeObserver(take);
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return width;
}

/** Turns over when the web fonts have come. */
function useFonts(): boolean {
  const [ready, setReady] = useState(document.fonts.status === "loaded");
  useEffect(() => {
    let current = true;
    void document.fonts.ready.then(() => {
      if (current) setReady(true);
    });
    return () => {
      current = false;
    };
  }, []);
  return ready;
}
