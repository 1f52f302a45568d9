import { EllipsisVertical } from "lucide-react";
import { useState } from "react";
import { useStatus } from "../session/context";
import { Lazy, useLazy } from "../ui/lazy";
import { hasMenuItems } from "./menu_items";
import toolbar from "./toolbar.module.css";
import type { WideMode } from "./wide";

interface Props {
  readonly wide: WideMode;
  readonly onClearCache: (opener: HTMLElement | null) => void;
}

const menu = new Lazy(() => import("./MenuPopover"));
const dialogs = {
  settings: new Lazy(() => import("./SettingsDialog")),
  caches: new Lazy(() => import("./CachesDialog")),
  about: new Lazy(() => import("./AboutDialog")),
};
export type MenuDialog = keyof typeof dialogs;

/** The main menu. Its content is loaded when the pointer or the focus comes near. */
export function MainMenu({ wide, onClearCache }: Props) {
  const empty = useStatus(
    ({ toolbar, config }) => toolbar === "minimal" && !hasMenuItems(config.menu_items),
  );
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<MenuDialog | null>(null);
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const popover = useLazy(open ? menu : null);
  const settings = useLazy(dialog === "settings" ? dialogs.settings : null);
  const caches = useLazy(dialog === "caches" ? dialogs.caches : null);
  const about = useLazy(dialog === "about" ? dialogs.about : null);
  const close = () => setDialog(null);
  if (empty) return null;
  return (
    <span className="stMainMenu" data-testid="stMainMenu">
      <button
        ref={setButton}
        type="button"
        className={toolbar.button}
        aria-label="Main menu"
        aria-haspopup="menu"
        aria-expanded={open}
        data-testid="stMainMenuButton"
        onPointerEnter={() => void menu.load()}
        onFocus={() => void menu.load()}
        onClick={() => setOpen(!open)}
      >
        <EllipsisVertical size={18} aria-hidden="true" />
      </button>
      {open && popover.state === "ready" ? (
        <popover.value.MenuPopover
          anchor={button}
          onClose={() => setOpen(false)}
          onClearCache={() => onClearCache(button)}
          onDialog={setDialog}
        />
      ) : null}
      {settings.state === "ready" ? (
        <settings.value.SettingsDialog wide={wide} opener={button} onClose={close} />
      ) : null}
      {caches.state === "ready" ? (
        <caches.value.CachesDialog opener={button} onClose={close} />
      ) : null}
      {about.state === "ready" ? <about.value.AboutDialog opener={button} onClose={close} /> : null}
    </span>
  );
}
