import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import { isRecord, list, object, optional, text } from "../../../protocol/check";
import type { TreeNode } from "../../../store/node";
import { Markdown } from "../../../ui/markdown/Markdown";
import type { Tabs as TabsProps } from "../../../wire/elements";
import { Children } from "../../render/Children";
import { defineElement } from "../../render/element";
import { chosen, chosenAt, placeOf } from "../../shared/choice";
import { height, width } from "../../shared/fields";
import { gapStyle } from "../../shared/gap";
import { keyClass } from "../../shared/key";
import layout from "../../shared/layout.module.css";
import { heightStyle, widthProps } from "../../shared/size";
import { nameOf, useOpening } from "../opening";
import styles from "./tabs.module.css";

const tabs = object<TabsProps>({
  tabs: list(text),
  width: width,
  height: height,
  default: optional(text),
});

export default defineElement(tabs, ({ props, node }) => <TabSet props={props} node={node} />);

function TabSet({ props, node }: { props: TabsProps; node: TreeNode }) {
  const first = props.default === undefined ? 0 : Math.max(0, props.tabs.indexOf(props.default));
  const set = useSet(node.key, props.tabs);
  const word = `${set} ${first}`;
  const [selected, select] = useOpening(node.id, chosen, chosenAt(first, props.tabs), word);
  const place = placeOf(selected, props.tabs);
  // A tab that is called differently now, "Open (3)", is still the one at its place.
  const open = place < 0 ? Math.min(selected[0], Math.max(0, props.tabs.length - 1)) : place;
  return (
    <div
      className={`stLayoutWrapper ${layout.wrapper} ${keyClass(node.key)}`}
      data-testid="stLayoutWrapper"
      {...widthProps(props.width)}
    >
      <Tabs
        className={`stTabs ${styles.tabs}`}
        data-testid="stTabs"
        selectedKey={open}
        onSelectionChange={(key) => select(chosenAt(Number(key), props.tabs))}
      >
        <TabList className={styles.list ?? ""} aria-label="Tabs">
          {props.tabs.map((label, index) => (
            <Tab key={index} id={index} className={styles.tab ?? ""} data-testid="stTab">
              <Markdown inline source={label} />
            </Tab>
          ))}
        </TabList>
        {props.tabs.map((_, index) => {
          const child = node.children[index];
          return (
            <TabPanel
              key={index}
              id={index}
              // What a closed tab holds keeps its state: a half-typed text, a scroll position.
              shouldForceMount
              className={styles.panel ?? ""}
              data-testid="stTabPanel"
            >
              <div
                className={`stVerticalBlock ${layout.vertical}`}
                data-testid="stVerticalBlock"
                style={{ ...gapStyle("small"), ...heightStyle(props.height) }}
              >
                {child !== undefined && isRecord(child.props) ? <Children node={child} /> : null}
              </div>
            </TabPanel>
          );
        })}
      </Tabs>
    </div>
  );
}

/** Counts the sets of tabs that stood here: one that shares no name with the former is another one. */
function useSet(key: string | null, labels: readonly string[]): string {
  const names = labels.map(nameOf);
  const [set, setSet] = useState({ key, names, count: 0 });
  const isOther =
    key !== set.key || (key === null && !names.some((name) => set.names.includes(name)));
  if (isOther) setSet({ key, names, count: set.count + 1 });
  else if (names.join() !== set.names.join()) setSet({ ...set, names });
  return String(set.count);
}
