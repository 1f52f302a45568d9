import { useMemo } from "react";
import { Lazy, type Loaded, useLazy } from "../../../ui/lazy";
import type { Payload } from "../../../wire/elements";
import { decodeTable } from "./decode";
import type { DataTable } from "./table";

const inline = new WeakMap<Uint8Array, Lazy<DataTable>>();
const fetched = new Map<string, Lazy<DataTable>>();
/** Tables from addresses that are kept decoded; the browser's own cache has the rest. */
const KEPT = 8;

/** The table of a payload, decoded once for all who show it. */
export function useTable(payload: Payload): Loaded<DataTable> {
  return useLazy(useMemo(() => tableOf(payload), [payload]));
}

function tableOf(payload: Payload): Lazy<DataTable> {
  return "inline" in payload ? tableOfBytes(payload.inline) : tableOfUrl(payload.url);
}

function tableOfBytes(bytes: Uint8Array): Lazy<DataTable> {
  const known = inline.get(bytes);
  if (known !== undefined) return known;
  const table = new Lazy(async () => decodeTable(bytes));
  inline.set(bytes, table);
  // What is here already is drawn at once.
  void table.load();
  return table;
}

function tableOfUrl(url: string): Lazy<DataTable> {
  const address = new URL(url, document.baseURI).href;
  const known = fetched.get(address);
  // What did not come is asked for again by the next element that needs it.
  const table = known?.get().state === "failed" ? undefined : known;
  const kept = table ?? new Lazy(() => fetchTable(address));
  // The address moves to the end: what was not asked for longest goes first.
  fetched.delete(address);
  fetched.set(address, kept);
  for (const old of fetched.keys()) {
    if (fetched.size <= KEPT) break;
    fetched.delete(old);
  }
  return kept;
}

async function fetchTable(address: string): Promise<DataTable> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the data did not come: ${answer.status} ${answer.statusText}`);
  return decodeTable(new Uint8Array(await answer.arrayBuffer()));
}
