import { Check, ChevronDown, Plus, X } from "lucide-react";
import { useContext, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox, ComboBoxStateContext } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { ListLayout, Virtualizer } from "react-aria-components/Virtualizer";
import {
  bool,
  either,
  int,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from "../../../protocol/check";
import { useDisabled, useWidget } from "../../../session/context";
import type { TreeNode } from "../../../store/node";
import control from "../../../ui/control.module.css";
import { Icon } from "../../../ui/icon/Icon";
import { Markdown } from "../../../ui/markdown/Markdown";
import { WidgetLabel } from "../../../ui/WidgetLabel";
import type { SelectboxProps } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { chosen, chosenAt, placeOf } from "../../shared/choice";
import { inputFields, width } from "../../shared/fields";
import { filterOptions } from "./option_filter";
import styles from "./selectbox.module.css";

const selectbox = object<SelectboxProps>({
  ...inputFields,
  label: text,
  options: list(text),
  index: optional(int),
  placeholder: optional(text),
  icon: optional(text),
  required: bool,
  names: optional(list(text)),
  accept_new_options: bool,
  filter_mode: optional(oneOf("fuzzy", "contains", "prefix")),
  width: width,
});

export default defineElement(selectbox, ({ props, node }) => <Combo props={props} node={node} />);

interface Item {
  /** The place among the options; for a string that is none of them, `keyOfText` of it. */
  readonly id: number | string;
  readonly label: string;
  readonly isNew?: boolean;
}

const TEXT = "text ";
const keyOfText = (text: string) => TEXT + text;

/** Beyond this many options only those in sight are drawn. */
const VIRTUAL_FROM = 60;
const ROW_HEIGHT = 34;

function Combo({ props, node }: { props: SelectboxProps; node: TreeNode }) {
  const names = props.names ?? props.options;
  const initial = props.index === undefined ? null : chosenAt(props.index, names);
  const { value: held = initial, edit } = useWidget(node.id, nullable(either(chosen, text)));
  // An option by its place, or a string that is none of them.
  const value = Array.isArray(held) ? placeOf(held, names) : held;
  const disabled = useDisabled(props.disabled);
  const id = useId();
  const { options, accept_new_options: acceptsNew, filter_mode: filterMode } = props;
  const shown = typeof value === "number" ? (options[value] ?? "") : (value ?? "");
  // While the user types it is the search; null when the field shows the chosen option.
  const [search, setSearch] = useState<string | null>(null);
  const wanted = search?.trim() ?? "";
  const added = acceptsNew && wanted !== "" && !options.includes(wanted) ? wanted : undefined;
  const own = search === null && typeof value === "string" ? value : undefined;
  const items = useMemo<readonly Item[]>(() => {
    const found: Item[] = filterOptions(options, wanted, filterMode).map((index) => ({
      id: index,
      label: options[index] ?? "",
    }));
    if (own !== undefined) found.push({ id: keyOfText(own), label: own });
    if (added !== undefined) found.push({ id: keyOfText(added), label: added, isNew: true });
    return found;
  }, [options, wanted, filterMode, own, added]);
  // What Enter takes. Without a filter, what is typed says nothing of the options.
  const match = filterMode === undefined ? added && keyOfText(added) : items[0]?.id;
  const clearable = props.index === undefined && !props.required && value !== null && !disabled;

  const clear = () => {
    setSearch(null);
    edit(null);
  };
  const choose = (key: string | number | null) => {
    setSearch(null);
    if (typeof key === "number") edit(chosenAt(key, names));
    else if (key !== null) edit(key.slice(TEXT.length));
  };
  const virtual = items.length > VIRTUAL_FROM;
  const listBox = (
    <ListBox
      className={`${styles.list} ${virtual ? styles.virtual : ""}`}
      aria-label={props.label}
      data-testid="stSelectboxVirtualDropdown"
      renderEmptyState={() => (
        <div className={styles.none} data-testid="stSelectboxVirtualDropdownEmpty">
          No results
        </div>
      )}
    >
      {(item: Item) => (
        <ListBoxItem
          id={item.id}
          textValue={item.isNew ? `Add ${item.label}` : item.label}
          className={styles.item ?? ""}
        >
          {({ isSelected }) => (
            <>
              {item.isNew ? <Plus size={15} aria-hidden="true" /> : null}
              <span className={styles.text}>
                {item.isNew ? `Add “${item.label}”` : <Markdown inline source={item.label} />}
              </span>
              {isSelected ? <Check size={15} aria-hidden="true" /> : null}
            </>
          )}
        </ListBoxItem>
      )}
    </ListBox>
  );
  const box = useRef<HTMLDivElement>(null);
  return (
    <div className={`stSelectbox ${styles.root}`} data-testid="stSelectbox">
      <WidgetLabel
        htmlFor={id}
        id={`${id}label`}
        label={props.label}
        visibility={props.label_visibility}
        help={props.help}
        disabled={disabled}
        required={props.required}
      />
      <ComboBox
        aria-labelledby={`${id}label`}
        items={items}
        inputValue={search ?? shown}
        onInputChange={(next) => setSearch(next === shown ? null : next)}
        selectedKey={typeof value === "string" ? keyOfText(value) : value}
        onSelectionChange={choose}
        onOpenChange={(open) => {
          if (!open) setSearch(null);
        }}
        allowsEmptyCollection
        // Only typing opens the list, not another value that the script has set.
        menuTrigger="manual"
        isDisabled={disabled}
        isRequired={props.required}
      >
        <div ref={box} className={control.box} data-disabled={disabled || undefined}>
          {props.icon === undefined ? null : (
            <span className={control.icon}>
              <Icon icon={props.icon} testId="stSelectboxIcon" />
            </span>
          )}
          <SearchInput
            id={id}
            placeholder={placeholderOf(props)}
            first={wanted === "" ? undefined : match}
            onClear={clearable ? clear : undefined}
          />
          {clearable ? (
            <button type="button" className={control.step} aria-label="Clear value" onClick={clear}>
              <X size={15} aria-hidden="true" />
            </button>
          ) : null}
          <Button className={control.step ?? ""} aria-label="Show options">
            <ChevronDown size={16} aria-hidden="true" />
          </Button>
        </div>
        <Popover className={styles.popover ?? ""} triggerRef={box} offset={4} maxHeight={320}>
          {virtual ? (
            <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: ROW_HEIGHT, padding: 4 }}>
              {listBox}
            </Virtualizer>
          ) : (
            listBox
          )}
        </Popover>
      </ComboBox>
    </div>
  );
}

interface SearchProps {
  readonly id: string;
  readonly placeholder: string;
  /** The item that Enter takes while nothing else is marked. */
  readonly first: number | string | undefined;
  /** Takes the value away, where there may be none. */
  readonly onClear: (() => void) | undefined;
}

/** The field: a click opens all options, typing searches among them, Escape closes them and then clears. */
function SearchInput({ id, placeholder, first, onClear }: SearchProps) {
  const state = useContext(ComboBoxStateContext);
  useEffect(() => {
    if (state?.isOpen && first !== undefined && state.selectionManager.focusedKey === null) {
      state.selectionManager.setFocusedKey(first);
    }
  });
  const open = () => {
    if (state !== null && !state.isOpen) state.open(null, "manual");
  };
  return (
    <Input
      id={id}
      className={control.input ?? ""}
      placeholder={placeholder}
      onInput={open}
      onKeyDownCapture={(event) => {
        if (event.key === "Escape" && state?.isOpen === false) onClear?.();
      }}
      onClick={(event) => {
        event.currentTarget.select();
        open();
      }}
    />
  );
}

function placeholderOf({ placeholder, options, accept_new_options }: SelectboxProps): string {
  if (placeholder !== undefined) return placeholder;
  if (options.length > 0)
    return accept_new_options ? "Choose or add an option" : "Choose an option";
  return accept_new_options ? "Add an option" : "No options to select";
}
