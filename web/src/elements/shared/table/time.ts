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
  /** How many digits the seconds have behind the point. */
  readonly digits: number;
}

/** The digits that a timestamp's seconds need: 0, 3 for milliseconds, 6 for microseconds. */
export function secondDigits(value: number): number {
  if (!Number.isFinite(value) || value % 1000 === 0) return 0;
  return Number.isInteger(value) ? 3 : 6;
}

/** A timestamp in its zone, whose offset stays in sight: `2026-11-22 14:05:09+01:00`. */
export function formatTimestamp(value: number, style: TimestampStyle): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  const timeZone = style.timezone ?? "UTC";
  if (style.format === "localized") return localized(date, timeZone);
  if (style.format === "distance") return distance(value);
  if (style.format === "iso8601") return date.toISOString();
  return wallText(value, style.timezone, style.digits, " ") + offsetText(value, style.timezone);
}

/** As in ISO 8601, with all the digits that it has; without a zone where the column has none. */
export function isoTimestamp(value: number, timezone: string | null): string {
  if (Number.isNaN(new Date(value).getTime())) return String(value);
  return wallText(value, timezone, secondDigits(value), "T") + offsetText(value, timezone);
}

function wallText(value: number, timezone: string | null, digits: number, between: string): string {
  const whole = Math.floor(value);
  const text = new Date(wallClock(whole, timezone))
    .toISOString()
    .replace("T", between)
    .slice(0, -5);
  if (digits === 0) return text;
  const micros = Math.round((value - Math.floor(value / 1000) * 1000) * 1000);
  return `${text}.${String(micros).padStart(6, "0").slice(0, digits)}`;
}

/** How far a zone is from UTC at a time; nothing for times without a zone. */
function offsetText(value: number, timezone: string | null): string {
  if (timezone === null) return "";
  const whole = Math.floor(value);
  const minutes = Math.round((wallClock(whole, timezone) - whole) / 60_000);
  const size = Math.abs(minutes);
  const part = (number: number) => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${part(Math.floor(size / 60))}:${part(size % 60)}`;
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
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(timezone) ?? [];
  if (sign !== undefined) {
    return value + Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
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
