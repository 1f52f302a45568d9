import type { Config } from "vega-lite";

/** The colours and type of the page, as Vega takes them. */
export interface ChartLook {
  readonly config: Config;
  readonly palette: readonly string[];
}

const SERIES = 8;

/** Reads the theme in force where `element` stands. */
export function chartLook(element: Element): ChartLook {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const text = read("--st-text-muted");
  const grid = read("--st-border");
  const labels = { labelColor: text, labelFontSize: 12, labelFontWeight: 400 } as const;
  const titles = { titleColor: text, titleFontSize: 12, titleFontWeight: 500 } as const;
  const config: Config = {
    font: style.fontFamily,
    background: "transparent",
    padding: { left: 2, right: 10, top: 8, bottom: 2 },
    view: { stroke: null },
    axis: {
      ...labels,
      ...titles,
      gridColor: grid,
      domainColor: read("--st-border-strong"),
      tickColor: read("--st-border-strong"),
      labelPadding: 6,
      titlePadding: 10,
      labelLimit: 160,
      labelOverlap: true,
    },
    line: { strokeWidth: 2, strokeCap: "round", strokeJoin: "round" },
    area: { line: true },
    aria: false,
  };
  const palette = Array.from({ length: SERIES }, (_, index) => read(`--st-chart-${index + 1}`));
  return { config, palette };
}

/** The colour of each series: the script's, else the next of the palette. */
export function seriesColors(
  series: readonly { readonly color: string | null }[],
  palette: readonly string[],
): string[] {
  return series.map(({ color }, index) => color ?? palette[index % palette.length] ?? "gray");
}
