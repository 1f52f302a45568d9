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
  readonly millis: boolean;
}

/** A timestamp in its zone: `2026-11-22 14:05:09`. */
export function formatTimestamp(value: number, style: TimestampStyle): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  const timeZone = style.timezone ?? "UTC";
  if (style.format === "localized") return localized(date, timeZone);
  if (style.format === "distance") return distance(value);
  if (style.format === "iso8601") return date.toISOString();
  const shown = new Date(wallClock(value, style.timezone));
  const text = shown.toISOString().replace("T", " ");
  return style.millis ? text.slice(0, -1) : text.slice(0, -5);
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

/** Seconds since midnight: `14:05:09`. */
export function formatTime(seconds: number): string {
  const whole = new Date(Math.round(seconds * 1000)).toISOString().slice(11, -1);
  return whole.endsWith(".000") ? whole.slice(0, -4) : whole;
}

/** A span of seconds: `2 d 03:04:05`. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  const size = Math.abs(seconds);
  const days = Math.floor(size / 86_400);
  const rest = formatTime(size - days * 86_400);
  return days === 0 ? `${sign}${rest}` : `${sign}${days} d ${rest}`;
}
