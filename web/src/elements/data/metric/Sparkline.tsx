import { useLayoutEffect, useRef, useState } from "react";
import { formatNumber } from "../../../format/number";
import type { SparkType } from "../../../wire/elements";
import styles from "./Sparkline.module.css";
import { sparkShape } from "./spark";

const HEIGHT = 52;

interface Props {
  readonly values: readonly number[];
  readonly type: SparkType;
  readonly format: string | undefined;
}

/** A chart without axes below a figure. */
export function Sparkline({ values, type, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const take = () => setWidth(element.clientWidth);
    take();
    const observer = new ResizeObserver(take);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { line, area, bars, last } = sparkShape(values, width, HEIGHT);
  return (
    <div ref={place} className={styles.place} data-testid="stMetricChart">
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={described(values, format)}
      >
        {type === "bar" ? (
          bars.map((bar, index) => <rect key={index} className={styles.bar} rx={1} {...bar} />)
        ) : (
          <>
            {type === "area" ? <path className={styles.area} d={area} /> : null}
            <path className={styles.line} d={line} />
            {last === undefined ? null : (
              <circle className={styles.dot} cx={last.x} cy={last.y} r={2.75} />
            )}
          </>
        )}
      </svg>
    </div>
  );
}

function described(values: readonly number[], format: string | undefined): string {
  const known = values.filter(Number.isFinite);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return "Chart without values";
  const shown = (value: number) => formatNumber(value, format, 2);
  const range = `lowest ${shown(Math.min(...known))}, highest ${shown(Math.max(...known))}`;
  return `Chart of ${known.length} values from ${shown(first)} to ${shown(last)}, ${range}`;
}
