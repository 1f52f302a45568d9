import type { Payload } from "../../../wire/elements";
import { TableBoundary } from "../../shared/table/TableBoundary";
import { Chart } from "./Chart";
import type { ChartProps } from "./model";

const DEFAULT_HEIGHT = 340;

interface Props extends ChartProps {
  readonly data: Payload;
}

/** A simple chart: its data, then the drawing. */
export function ChartElement({ data, ...props }: Props) {
  const height = typeof props.height === "number" ? props.height : DEFAULT_HEIGHT;
  return (
    <TableBoundary kind={`${props.mark}_chart`} payload={data} height={height}>
      {(table) => <Chart table={table} props={props} height={height} />}
    </TableBoundary>
  );
}
