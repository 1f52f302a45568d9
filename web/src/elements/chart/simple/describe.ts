import type { ChartModel } from "./model";

const KINDS = { line: "Line chart", area: "Area chart", bar: "Bar chart" } as const;

/** Says what a chart shows, for those who cannot see it. */
export function describeChart({ mark, series, stops, xTitle, yTitle }: ChartModel): string {
  const names = series.map(({ name }) => name);
  const shown = names.length > 6 ? `${names.length} series` : names.join(", ");
  const what = names.length === 1 && yTitle !== "" ? yTitle : shown;
  const along = xTitle === "" ? "" : ` by ${xTitle}`;
  const [first, last] = [stops[0], stops.at(-1)];
  const reach =
    first === undefined || last === undefined ? "" : ` from ${first.label} to ${last.label}`;
  return what === "" ? `${KINDS[mark]} without data` : `${KINDS[mark]} of ${what}${along}${reach}`;
}
