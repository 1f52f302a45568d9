import { useRef } from "react";
import { Keyboard } from "react-aria-components/Keyboard";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import { useSession, useStatus } from "../session/context";
import type { MenuDialog } from "./MainMenu";
import styles from "./MenuPopover.module.css";
import { menuItem } from "./menu_items";

interface Props {
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
  readonly onClearCache: () => void;
  readonly onDialog: (dialog: MenuDialog) => void;
}

export function MenuPopover({ anchor, onClose, onClearCache, onDialog }: Props) {
  const session = useSession();
  const items = useStatus((status) => status.config.menu_items);
  const toolbar = useStatus((status) => status.toolbar);
  const trigger = useRef(anchor);
  trigger.current = anchor;
  const links = [
    { id: "help", label: "Get help", url: menuItem(items, "get help") },
    { id: "bug", label: "Report a bug", url: menuItem(items, "report a bug") },
  ];
  const actions: Readonly<Record<string, () => void>> = {
    rerun: () => session.rerun(),
    settings: () => onDialog("settings"),
    caches: () => onDialog("caches"),
    clear: onClearCache,
    print: () => setTimeout(() => window.print()),
    about: () => onDialog("about"),
  };
  return (
    <Popover
      className={styles.popover ?? ""}
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      placement="bottom end"
      offset={4}
      data-testid="stMainMenuPopover"
    >
      <Menu
        aria-label="Main menu"
        className={styles.menu ?? ""}
        autoFocus="first"
        data-testid="stMainMenuList"
        onClose={onClose}
        onAction={(key) => {
          onClose();
          actions[String(key)]?.();
        }}
      >
        {toolbar === "minimal" ? null : (
          <>
            <MenuItem id="rerun" className={styles.item ?? ""} textValue="Rerun">
              Rerun <Keyboard>r</Keyboard>
            </MenuItem>
            <MenuItem id="settings" className={styles.item ?? ""}>
              Settings
            </MenuItem>
            <Separator className={styles.line ?? ""} data-testid="stMainMenuDivider" />
            {toolbar === "developer" ? (
              <>
                <MenuItem id="caches" className={styles.item ?? ""}>
                  Cache statistics
                </MenuItem>
                <MenuItem id="clear" className={styles.item ?? ""} textValue="Clear cache">
                  Clear cache <Keyboard>c</Keyboard>
                </MenuItem>
              </>
            ) : null}
            <MenuItem id="print" className={styles.item ?? ""}>
              Print
            </MenuItem>
            <Separator className={styles.line ?? ""} data-testid="stMainMenuDivider" />
          </>
        )}
        {links.map(({ id, label, url }) =>
          url ? (
            <MenuItem key={id} id={id} href={url} target="_blank" className={styles.item ?? ""}>
              {label}
            </MenuItem>
          ) : null,
        )}
        {toolbar === "minimal" && menuItem(items, "about") === null ? null : (
          <MenuItem id="about" className={styles.item ?? ""}>
            About
          </MenuItem>
        )}
      </Menu>
    </Popover>
  );
}
