import { Download, ListX, Search } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Dataframe } from "../../../wire/elements";
import { ElementFrame } from "../../shared/frame/ElementFrame";
import { ToolbarButton } from "../../shared/frame/ToolbarButton";
import { NO_VALUE } from "../../shared/table/cell";
import { downloadText } from "../../shared/table/download";
import { toCsv } from "../../shared/table/export";
import type { DataTable } from "../../shared/table/table";
import { isNothing } from "./choice";
import { gridColumns } from "./columns";
import { Grid, type GridHandle } from "./Grid";
import { SearchBar } from "./SearchBar";
import type { Place } from "./selection";
import { useChoice } from "./useChoice";
import { nextSorting, type Sorting, useOrder } from "./useOrder";
import { useSearch } from "./useSearch";

export const ROW_HEIGHT = 35;

interface Props {
  readonly table: DataTable;
  readonly props: Dataframe;
  /** The widget whose value is what the reader selects; null: nothing can be selected. */
  readonly id: string | null;
  /** Names what is shown. */
  readonly hash: number;
}

/** `st.dataframe`: the grid with its toolbar and search. */
export function DataGrid({ table, props, id, hash }: Props) {
  const { column_order, column_config } = props;
  const columns = useMemo(
    () => gridColumns(table, { column_order, column_config }),
    [table, column_order, column_config],
  );
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const order = useOrder(table, columns, sorting);
  const choice = useChoice({
    id,
    seen: hash,
    modes: props.selection_mode,
    rows: table.rows,
    columns,
    order,
  });
  const grid = useRef<GridHandle>(null);
  const [searching, setSearching] = useState(false);
  const show = useCallback((place: Place) => grid.current?.show(place), []);
  const search = useSearch(columns, table.rows, order.rowAt, show);
  const rowHeight = props.row_height ?? ROW_HEIGHT;
  const label = props.alt ?? "Table";

  const download = async () => {
    const sources = columns.map(({ source }) => source);
    const parts = await toCsv(sources, table.rows, order.rowAt);
    downloadText(`data-${new Date().toISOString().slice(0, 10)}.csv`, "text/csv", parts);
  };
  const closeSearch = () => {
    setSearching(false);
    search.setQuery("");
    grid.current?.focus();
  };
  return (
    <ElementFrame
      label={label}
      className="stDataFrame"
      testId="stDataFrame"
      height={props.height}
      tools={
        <>
          {choice === null || isNothing(choice.chosen) ? null : (
            <ToolbarButton label="Clear selection" icon={ListX} onPress={choice.clear} />
          )}
          <ToolbarButton label="Download as CSV" icon={Download} onPress={() => void download()} />
          <ToolbarButton
            label="Search"
            icon={Search}
            pressed={searching}
            onPress={() => (searching ? closeSearch() : setSearching(true))}
          />
        </>
      }
    >
      {(fullscreen) => (
        <>
          {searching ? <SearchBar search={search} onClose={closeSearch} /> : null}
          <Grid
            table={table}
            columns={columns}
            order={order}
            sorting={sorting}
            onSort={(key) => setSorting(nextSorting(sorting, key))}
            onSearch={() => setSearching(true)}
            query={searching ? search.query : ""}
            hideIndex={props.hide_index}
            stretch={props.width !== "content"}
            rowHeight={rowHeight}
            auto={props.height === "content" && !fullscreen}
            placeholder={props.placeholder ?? NO_VALUE}
            choice={choice}
            label={label}
            handle={grid}
          />
        </>
      )}
    </ElementFrame>
  );
}
