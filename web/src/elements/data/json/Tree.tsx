import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import styles from "./JsonView.module.css";
import { isContainer, type JsonNode } from "./parse";
import { ENTRY_STEP, openDepth, preview, type TreeRow, visibleRows } from "./rows";

interface Props {
  readonly root: JsonNode;
  readonly expanded: boolean | number;
}

/** A JSON value whose parts open and close: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/. */
export function Tree({ root, expanded }: Props) {
  const [open, setOpen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const [current, setCurrent] = useState("");
  const depth = useMemo(() => openDepth(root, expanded), [root, expanded]);
  const rows = useMemo(
    () => visibleRows(root, { open, limits, depth }),
    [root, open, limits, depth],
  );
  const list = useRef<HTMLUListElement>(null);
  const moving = useRef(false);
  useEffect(() => {
    if (!moving.current) return;
    moving.current = false;
    list.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  });
  const go = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    moving.current = true;
    setCurrent(row.path);
  };
  const press = (row: TreeRow) => {
    if (row.more > 0) {
      const path = row.parent ?? "";
      setLimits(new Map(limits).set(path, (limits.get(path) ?? ENTRY_STEP) + ENTRY_STEP));
    } else if (canOpen(row.node)) setOpen(new Map(open).set(row.path, !row.open));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = Math.max(
      0,
      rows.findIndex(({ path }) => path === current),
    );
    const row = rows[at];
    if (row === undefined) return;
    const action = keyAction(event.key, rows, at);
    if (action === undefined) return;
    event.preventDefault();
    if (action === "press") press(row);
    else go(action);
  };
  const focusable = rows.some(({ path }) => path === current) ? current : "";
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a tree is a list
    <ul ref={list} role="tree" aria-label="JSON" className={styles.tree} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <Line
          key={row.path}
          row={row}
          focusable={row.path === focusable}
          onPress={() => {
            setCurrent(row.path);
            press(row);
          }}
        />
      ))}
    </ul>
  );
}

function canOpen(node: JsonNode): boolean {
  return isContainer(node) && node.entries.length > 0;
}

/** What a key does: it opens or closes the line, or leads to another one. */
function keyAction(
  key: string,
  rows: readonly TreeRow[],
  at: number,
): TreeRow | "press" | undefined {
  const row = rows[at];
  switch (key) {
    case "ArrowDown":
      return rows[at + 1];
    case "ArrowUp":
      return rows[at - 1];
    case "Home":
      return rows[0];
    case "End":
      return rows.at(-1);
    case "ArrowRight":
      if (row === undefined || !canOpen(row.node) || row.more > 0) return undefined;
      return row.open ? rows[at + 1] : "press";
    case "ArrowLeft":
      return row?.open ? "press" : rows.find(({ path }) => path === row?.parent);
    case "Enter":
    case " ":
      return "press";
    default:
      return undefined;
  }
}

interface LineProps {
  readonly row: TreeRow;
  readonly focusable: boolean;
  readonly onPress: () => void;
}

function Line({ row, focusable, onPress }: LineProps) {
  const opens = row.more === 0 && canOpen(row.node);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of its lines
    <li
      role="treeitem"
      aria-level={row.level + 1}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={opens ? row.open : undefined}
      tabIndex={focusable ? 0 : -1}
      className={styles.line}
      data-opens={opens || row.more > 0 || undefined}
      onClick={onPress}
    >
      {Array.from({ length: row.level }, (_, level) => (
        <span key={level} className={styles.guide} aria-hidden="true" />
      ))}
      <span className={styles.toggle} data-open={row.open || undefined}>
        {opens ? <ChevronRight size={13} aria-hidden="true" /> : null}
      </span>
      <span className={styles.content}>
        {row.name === null ? null : (
          <>
            <span className={row.isIndex ? styles.index : styles.key}>{row.name}</span>
            <span className={styles.punctuation}>: </span>
          </>
        )}
        <Value row={row} />
      </span>
    </li>
  );
}

function Value({ row: { node, open, more } }: { row: TreeRow }) {
  if (more > 0) return <span className={styles.more}>… {more} more</span>;
  if (!isContainer(node)) {
    return (
      <span className={styles.value} data-type={node.type}>
        {node.text}
      </span>
    );
  }
  const count = node.entries.length;
  if (open && count > 0) {
    const [begin, end] = node.type === "array" ? ["[", "]"] : ["{", "}"];
    return (
      <span className={styles.punctuation}>
        {begin}
        {count}
        {end}
      </span>
    );
  }
  return <span className={styles.preview}>{preview(node)}</span>;
}
