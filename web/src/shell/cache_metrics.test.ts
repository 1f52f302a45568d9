import { expect, test } from "vitest";
import { cachedFunctions } from "./cache_metrics";

test("the samples of a function become one row, and those of anything else none", () => {
  const text = `# HELP stscript_cache_hits_total Calls.
# TYPE stscript_cache_hits_total counter
stscript_cache_hits_total{function="load_data",kind="memo"} 41
stscript_cache_hits_total{function="a \\"b\\"",kind="singleton"} 2
stscript_cache_all_hits_total 43
stscript_cache_evictions_total{function="load_data",kind="memo",cause="size"} 7
stscript_cache_misses_total{function="load_data",kind="memo"} 3
stscript_cache_entries{function="load_data",kind="memo"} 3
stscript_cache_bytes{function="load_data",kind="memo"} 1200
stscript_cache_compute_seconds_total{function="load_data",kind="memo"} 1.5
stscript_sessions 1
`;
  const none = { hits: 0, misses: 0, stale: 0, entries: 0, bytes: 0, seconds: 0 };
  expect(cachedFunctions(text)).toEqual([
    {
      ...none,
      name: "load_data",
      kind: "memo",
      hits: 41,
      misses: 3,
      entries: 3,
      bytes: 1200,
      seconds: 1.5,
    },
    { ...none, name: 'a "b"', kind: "singleton", hits: 2 },
  ]);
});
