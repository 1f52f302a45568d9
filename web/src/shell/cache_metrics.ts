/** What the host counts for one cached function. */
export interface CachedFunction {
  readonly name: string;
  readonly kind: string;
  readonly hits: number;
  readonly misses: number;
  readonly stale: number;
  readonly entries: number;
  readonly bytes: number;
  readonly seconds: number;
}

const FIELDS: Readonly<Record<string, Exclude<keyof CachedFunction, "name" | "kind">>> = {
  stscript_cache_hits_total: "hits",
  stscript_cache_misses_total: "misses",
  stscript_cache_stale_total: "stale",
  stscript_cache_entries: "entries",
  stscript_cache_bytes: "bytes",
  stscript_cache_compute_seconds_total: "seconds",
};

const SAMPLE = /^(\w+)\{function="((?:[^"\\]|\\.)*)",kind="(\w+)"\} (\S+)$/;

/** The cached functions in the host's metrics, in the text format that Prometheus reads. */
export function cachedFunctions(metrics: string): CachedFunction[] {
  const found = new Map<string, CachedFunction>();
  for (const line of metrics.split("\n")) {
    const [, sample = "", label = "", kind = "", value = ""] = SAMPLE.exec(line) ?? [];
    const field = FIELDS[sample];
    if (field === undefined) continue;
    const name = label.replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
    const known = found.get(`${kind} ${name}`) ?? {
      name,
      kind,
      hits: 0,
      misses: 0,
      stale: 0,
      entries: 0,
      bytes: 0,
      seconds: 0,
    };
    found.set(`${kind} ${name}`, { ...known, [field]: Number(value) });
  }
  return [...found.values()];
}
