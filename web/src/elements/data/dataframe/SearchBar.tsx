import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { ToolbarButton } from "../../shared/frame/ToolbarButton";
import styles from "./SearchBar.module.css";
import { HIT_LIMIT } from "./search";
import type { Search } from "./useSearch";

export function SearchBar({ search, onClose }: { search: Search; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      // Escape closes the search, and not the whole window at the same time.
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter") {
      search.step(event.shiftKey ? -1 : 1);
    }
  };
  return (
    <search className={styles.bar}>
      <input
        ref={input}
        className={styles.input}
        type="text"
        aria-label="Search the table"
        placeholder="Search"
        value={search.query}
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.count} role="status">
        {countText(search)}
      </span>
      <ToolbarButton label="Previous hit" icon={ChevronUp} onPress={() => search.step(-1)} />
      <ToolbarButton label="Next hit" icon={ChevronDown} onPress={() => search.step(1)} />
      <ToolbarButton label="Close search" icon={X} onPress={onClose} />
    </search>
  );
}

function countText({ query, hits, current, busy }: Search): string {
  if (query === "") return "";
  if (hits.length === 0) return busy ? "…" : "No hits";
  const all = new Intl.NumberFormat().format(hits.length);
  return `${current + 1} of ${all}${hits.length >= HIT_LIMIT ? "+" : ""}`;
}
