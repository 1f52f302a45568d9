import type { ChartModel, ChartRow } from "./model";

/** The rows of the series that are shown; where a chart is normalised, as shares of their place. */
export function drawnRows(model: ChartModel, hidden: ReadonlySet<number>): readonly ChartRow[] {
  const rows = hidden.size === 0 ? model.rows : model.rows.filter(({ s }) => !hidden.has(s));
  if (model.stack !== "normalize") return rows;
  const sums = new Map<ChartRow["x"], number>();
  for (const { x, y } of rows) sums.set(x, (sums.get(x) ?? 0) + Math.abs(y ?? 0));
  return rows.map((row) => {
    const sum = sums.get(row.x) ?? 0;
    // Of nothing, every series has nothing.
    return row.y === null ? row : { ...row, y: sum === 0 ? 0 : Math.abs(row.y) / sum };
  });
}
