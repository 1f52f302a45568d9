import { useEffect, useState } from "react";
import { Dialog, type DialogProps } from "../ui/Dialog";
import styles from "./CachesDialog.module.css";
import { type CachedFunction, cachedFunctions } from "./cache_metrics";

/** While the dialog is open, the figures are asked for this often. */
const REFRESH_MS = 1000;

const number = new Intl.NumberFormat();
const bytes = new Intl.NumberFormat(undefined, {
  notation: "compact",
  style: "unit",
  unit: "byte",
  unitDisplay: "narrow",
});
const seconds = new Intl.NumberFormat(undefined, {
  style: "unit",
  unit: "second",
  unitDisplay: "narrow",
  maximumFractionDigits: 2,
});
const percent = new Intl.NumberFormat(undefined, { style: "percent" });

/** What the cached functions of the app have done so far, over all sessions. */
export function CachesDialog({ opener, onClose }: DialogProps) {
  const functions = useCachedFunctions();
  return (
    <Dialog title="Cache statistics" opener={opener} onClose={onClose} testId="stCachesDialog">
      {functions === "failed" ? (
        <p role="alert">The host did not answer. Try again in a moment.</p>
      ) : null}
      {functions === "loading" ? <p>Asking the host…</p> : null}
      {Array.isArray(functions) && functions.length === 0 ? (
        <p>
          No function is cached yet. <code>memo(load_data)</code> and{" "}
          <code>singleton(connect)</code> show up here once they were called.
        </p>
      ) : null}
      {Array.isArray(functions) && functions.length > 0 ? <Figures functions={functions} /> : null}
    </Dialog>
  );
}

function Figures({ functions }: { functions: readonly CachedFunction[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus
    <div className={styles.scroller} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Function</th>
            <th scope="col">Calls</th>
            <th scope="col">Hits</th>
            <th scope="col">Values</th>
            <th scope="col">Size</th>
            <th scope="col">Computed in</th>
          </tr>
        </thead>
        <tbody>
          {functions.map((one) => {
            const calls = one.hits + one.misses + one.stale;
            const share = calls === 0 ? "–" : percent.format((calls - one.misses) / calls);
            return (
              <tr key={`${one.kind} ${one.name}`}>
                <th scope="row">
                  <code>{one.name}</code> <small>{one.kind}</small>
                </th>
                <td>{number.format(calls)}</td>
                <td>{share}</td>
                <td>{number.format(one.entries)}</td>
                <td>{bytes.format(one.bytes)}</td>
                <td>{seconds.format(one.seconds)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function useCachedFunctions(): CachedFunction[] | "loading" | "failed" {
  const [functions, setFunctions] = useState<CachedFunction[] | "loading" | "failed">("loading");
  useEffect(() => {
    const gone = new AbortController();
    const ask = async () => {
      try {
        const answer = await fetch(new URL("_stcore/caches", document.baseURI), {
          signal: gone.signal,
        });
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        setFunctions(cachedFunctions(await answer.text()));
      } catch {
        if (!gone.signal.aborted) setFunctions("failed");
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      gone.abort();
    };
  }, []);
  return functions;
}
