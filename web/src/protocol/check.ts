/**
 * Checks of data that came from outside.
 *
 * A `Check<T>` takes a value of unknown shape and returns it as a `T`, or throws a `ValidationError`
 * that says where and why. Checks of objects are typed against the generated wire types, so
 * that a change on the host's side is a type error here.
 */
export type Check<T> = (value: unknown, at: string) => T;

/** What a check throws. */
export class ValidationError extends Error {
  constructor(
    readonly at: string,
    readonly wanted: string,
    readonly value: unknown,
  ) {
    super(`${at || "value"}: expected ${wanted}, got ${describe(value)}`);
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object") return "a map";
  const text = String(value);
  return `${typeof value} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

export const anything: Check<unknown> = (value) => value;

export const text: Check<string> = (value, at) => {
  if (typeof value !== "string") throw new ValidationError(at, "a string", value);
  return value;
};

export const bool: Check<boolean> = (value, at) => {
  if (typeof value !== "boolean") throw new ValidationError(at, "a boolean", value);
  return value;
};

export const num: Check<number> = (value, at) => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "number") throw new ValidationError(at, "a number", value);
  return value;
};

/** A number; a `bigint` where a `number` would be another one. */
export type Numeric = number | bigint;

export const numeric: Check<Numeric> = (value, at) => {
  if (typeof value === "bigint") return narrowInt(value);
  return num(value, at);
};

/** An integer as a `number`, if that holds it exactly. */
export function narrowInt(value: bigint): Numeric {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export const int: Check<number> = (value, at) => {
  const number = num(value, at);
  if (!Number.isSafeInteger(number)) throw new ValidationError(at, "an integer", value);
  return number;
};

export const bytes: Check<Uint8Array> = (value, at) => {
  if (!(value instanceof Uint8Array)) throw new ValidationError(at, "bytes", value);
  return value;
};

/** One of a fixed set of strings. */
export function oneOf<const T extends string>(...options: readonly T[]): Check<T> {
  return (value, at) => {
    const found = options.find((option) => option === value);
    if (found === undefined) throw new ValidationError(at, options.join(" | "), value);
    return found;
  };
}

/** Nil and absent are the same on the wire. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, at) => (value === null || value === undefined ? undefined : check(value, at));
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, at) => (value === null || value === undefined ? null : check(value, at));
}

export function list<T>(check: Check<T>): Check<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new ValidationError(at, "a list", value);
    return value.map((item, index) => check(item, `${at}[${index}]`));
  };
}

export function record<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, at) => {
    if (!isRecord(value)) throw new ValidationError(at, "a map", value);
    const checked: Record<string, T> = {};
    for (const [key, item] of Object.entries(value)) checked[key] = check(item, `${at}.${key}`);
    return checked;
  };
}

/** The first check that fits. */
export function either<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return (value, at) => {
    try {
      return first(value, at);
    } catch (problem) {
      try {
        return second(value, at);
      } catch (other) {
        if (problem instanceof ValidationError && other instanceof ValidationError) {
          throw new ValidationError(at, `${problem.wanted} or ${other.wanted}`, value);
        }
        throw other;
      }
    }
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Check<T[K]> };

/** A map with these fields; others are ignored. */
export function object<T extends object>(fields: Fields<T>): Check<T> {
  return (value, at) => {
    if (!isRecord(value)) throw new ValidationError(at, "a map", value);
    const checked: Partial<T> = {};
    for (const name in fields) {
      checked[name] = fields[name](value[name], at === "" ? name : `${at}.${name}`);
    }
    if (!isWhole(checked, fields)) throw new ValidationError(at, "all fields", value);
    return checked;
  };
}

function isWhole<T extends object>(checked: Partial<T>, fields: Fields<T>): checked is T {
  return Object.keys(fields).every((name) => name in checked);
}
