/** The shape of a small chart in a box of this size. */
export interface SparkShape {
  /** The line through all values; empty for bars. */
  readonly line: string;
  /** The line and the ground below it. */
  readonly area: string;
  readonly bars: readonly Bar[];
  readonly last: Point | undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room for the width of the line, and for the dot at its end. */
const PADDING = 3;

/** Values that are not numbers are left out. */
export function sparkShape(values: readonly number[], width: number, height: number): SparkShape {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const span = high - low || 1;
  const flat = high === low;
  const inner = height - 2 * PADDING;
  const points = known.map((value, index): Point => {
    const share = flat ? 0.5 : (value - low) / span;
    const step = known.length > 1 ? (width - 2 * PADDING) / (known.length - 1) : 0;
    return { x: round(PADDING + index * step), y: round(PADDING + (1 - share) * inner) };
  });
  const line = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  const first = points[0];
  const last = points.at(-1);
  const ground =
    first === undefined || last === undefined
      ? ""
      : `${line}L${last.x} ${height}L${first.x} ${height}Z`;
  return { line, area: ground, bars: barsOf(known, width, height), last };
}

/** Bars stand on zero, which is in view even if no value is near it. */
function barsOf(values: readonly number[], width: number, height: number): Bar[] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const scale = height / (high - low || 1);
  const slot = width / Math.max(1, values.length);
  const gap = Math.min(3, slot * 0.25);
  return values.map((value, index) => ({
    x: round(index * slot + gap / 2),
    y: round((high - Math.max(0, value)) * scale),
    width: round(slot - gap),
    height: round(Math.max(1, Math.abs(value) * scale)),
  }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
