const DAY = 86_400_000;

/** A date as milliseconds since 1970 in UTC: `2026-11-22`, or in the reader's own way. */
export function formatDate(value: number, format?: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  if (format === "localized") return date.toLocaleDateString(undefined, { timeZone: "UTC" });
  if (format === "distance") return distance(value);
  return date.toISOString().slice(0, -14);
}

interface TimestampStyle {
  readonly format?: string | undefined;
  readonly timezone: string | null;
  /** Nanoseconds since 1970, where milliseconds do not tell all. */
  readonly nanos?: bigint | null | undefined;
  /** Digits after the seconds. */
  readonly digits: number;
}

/** A timestamp in its zone, which is shown if it has one: `2026-11-22 14:05:09+01:00`. */
export function formatTimestamp(value: number, style: TimestampStyle): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  if (style.format === "localized") return localized(date, style.timezone ?? "UTC");
  if (style.format === "distance") return distance(value);
  const iso = isoTime(value, style);
  return style.format === "iso8601" ? iso : iso.replace("T", " ");
}

/** As in ISO 8601, with the digits and the zone that the time has: `2026-11-22T14:05:09.250`. */
export function isoTime(value: number, { timezone, nanos, digits }: TimestampStyle): string {
  const wall = wallClock(value, timezone);
  const seconds = new Date(Math.floor(wall / 1000) * 1000).toISOString().slice(0, -5);
  const fraction = String(subsecond(value, nanos)).padStart(9, "0").slice(0, digits);
  const zone = timezone === null ? "" : offsetText(wall - value);
  return `${seconds}${digits === 0 ? "" : `.${fraction}`}${zone}`;
}

/** The digits after the seconds that a time needs: 0, 3, 6 or 9. */
export function secondDigits(value: number, nanos: bigint | null): number {
  const rest = subsecond(value, nanos);
  if (rest === 0) return 0;
  return rest % 1_000_000 === 0 ? 3 : rest % 1000 === 0 ? 6 : 9;
}

/** Nanoseconds after the second. */
function subsecond(value: number, nanos: bigint | null | undefined): number {
  if (nanos === null || nanos === undefined) return (((value % 1000) + 1000) % 1000) * 1e6;
  return Number(((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
}

function offsetText(milliseconds: number): string {
  const minutes = Math.abs(Math.round(milliseconds / 60_000));
  const two = (part: number) => String(part).padStart(2, "0");
  return `${milliseconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function localized(date: Date, timeZone: string): string {
  try {
    return date.toLocaleString(undefined, { timeZone });
  } catch {
    return date.toLocaleString(undefined, { timeZone: "UTC" });
  }
}

/**
 * The time on the wall of a zone, as milliseconds that read the same in UTC. A zone that the
 * browser does not know counts as UTC.
 */
export function wallClock(value: number, timezone: string | null): number {
  if (timezone === null || timezone === "UTC" || !Number.isFinite(value)) return value;
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(timezone);
  if (fixed !== null) {
    const [, sign, hours, minutes] = fixed;
    return value + (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  }
  try {
    // The Swedish way of writing times is that of ISO 8601.
    const wall = new Date(value).toLocaleString("sv-SE", { timeZone: timezone });
    return Date.parse(`${wall.replace(" ", "T")}Z`) + (((value % 1000) + 1000) % 1000);
  } catch {
    return value;
  }
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365.25 * DAY],
  ["month", 30.44 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

function distance(value: number): string {
  const away = value - Date.now();
  const [unit, size] = STEPS.find(([, step]) => Math.abs(away) >= step) ?? ["second", 1000];
  return new Intl.RelativeTimeFormat().format(Math.round(away / size), unit);
}

/** Seconds since midnight, with the digits that they need: `14:05:09`, `14:05:09.000250`. */
export function formatTime(seconds: number): string {
  const nanos = BigInt(Math.round(seconds * 1e9));
  return isoTime(Number(nanos / 1_000_000n), {
    timezone: null,
    nanos,
    digits: secondDigits(0, nanos),
  }).slice(11);
}

/** A span of seconds: `2 d 03:04:05`. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  const size = Math.abs(seconds);
  const days = Math.floor(size / 86_400);
  // Of many days, a float does not know the nanoseconds.
  const rest = formatTime(Number((size - days * 86_400).toFixed(6)));
  return days === 0 ? `${sign}${rest}` : `${sign}${days} d ${rest}`;
}
