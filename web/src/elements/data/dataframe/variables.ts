declare module "react" {
  interface CSSProperties {
    "--row-height"?: string;
    "--head-height"?: string;
    "--total-width"?: string;
    "--auto-height"?: string;
  }
}

interface Sizes {
  readonly row: number;
  readonly head: number;
  readonly total: number;
  readonly auto: number;
}

/** The sizes that the style sheet of the grid reads. */
export function gridVariables({ row, head, total, auto }: Sizes) {
  return {
    "--row-height": `${row}px`,
    "--head-height": `${head}px`,
    "--total-width": `${total}px`,
    "--auto-height": `${auto}px`,
  };
}
