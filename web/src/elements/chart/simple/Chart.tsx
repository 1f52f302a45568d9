import { useMemo, useRef, useState } from "react";
import { useSignal } from "../../../store/signal";
import { theme } from "../../../theme/theme";
import { InvalidElementCard } from "../../../ui/InvalidElementCard";
import { ElementFrame } from "../../shared/frame/ElementFrame";
import type { DataTable } from "../../shared/table/table";
import { buildChart } from "./build";
import styles from "./Chart.module.css";
import { describeChart } from "./describe";
import { Explorer } from "./Explorer";
import { Legend } from "./Legend";
import { type ChartLook, chartLook, seriesColors } from "./look";
import type { ChartModel, ChartProps } from "./model";
import { useChartView } from "./useChartView";

interface Props {
  readonly table: DataTable;
  readonly props: ChartProps;
  readonly height: number;
}

/** `st.line_chart`, `st.area_chart` and `st.bar_chart`. */
export function Chart({ table, props, height }: Props) {
  const model = useMemo(() => buildChart(table, props), [table, props]);
  const label = props.alt ?? describeChart(model);
  return (
    <ElementFrame
      label={label}
      className="stVegaLiteChart"
      testId="stVegaLiteChart"
      height={props.height === "stretch" ? "stretch" : "content"}
    >
      {(fullscreen) =>
        model.rows.length === 0 ? (
          <div className={styles.empty} style={{ height }}>
            No data to draw
          </div>
        ) : (
          <Plotted
            model={model}
            label={label}
            height={props.height === "stretch" || fullscreen ? "fill" : height}
          />
        )
      }
    </ElementFrame>
  );
}

interface PlottedProps {
  readonly model: ChartModel;
  readonly label: string;
  readonly height: number | "fill";
}

function Plotted({ model, label, height }: PlottedProps) {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const host = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const look = useLook();
  const colors = useMemo(() => seriesColors(model.series, look.palette), [model.series, look]);
  const { plot, problem } = useChartView({ host, box, model, hidden, colors, look });
  const toggle = (series: number) => {
    const next = new Set(hidden);
    if (!next.delete(series)) next.add(series);
    // With all of them hidden there would be nothing to see: show all again.
    setHidden(next.size === model.series.length ? new Set() : next);
  };
  if (problem !== undefined)
    return <InvalidElementCard kind={`${model.mark}_chart`} problem={problem} />;
  return (
    <div
      className={styles.chart}
      style={height === "fill" ? undefined : { height }}
      data-fill={height === "fill" || undefined}
    >
      {model.series.length > 1 ? (
        <Legend series={model.series} colors={colors} hidden={hidden} onToggle={toggle} />
      ) : null}
      <div ref={box} className={styles.box}>
        <div ref={host} className={styles.host} role="img" aria-label={label} />
        {plot === undefined ? null : (
          <Explorer model={model} hidden={hidden} colors={colors} plot={plot} />
        )}
      </div>
      {model.note === "" ? null : <p className={styles.note}>{model.note}</p>}
    </div>
  );
}

/** The theme's look; read again when the theme changes. */
function useLook(): ChartLook {
  const now = useSignal(theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheet follows the theme
  return useMemo(() => chartLook(document.body), [now]);
}
