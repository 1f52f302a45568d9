declare module "react" {
  interface CSSProperties {
    "--row-height"?: string;
    "--head-height"?: string;
    "--total-width"?: string;
  }
}

/** The sizes that the style sheet of the grid reads. */
export function gridVariables(row: number, head: number, total: number) {
  return { "--row-height": `${row}px`, "--head-height": `${head}px`, "--total-width": `${total}px` };
}
