import { useStatus } from "../session/context";
import { Dialog, type DialogProps } from "../ui/Dialog";
import { Markdown } from "../ui/markdown/Markdown";
import styles from "./dialogs.module.css";
import { menuItem } from "./menu_items";

export function AboutDialog({ opener, onClose }: DialogProps) {
  const app = useStatus((status) => status.app);
  const version = useStatus((status) => status.version);
  const about = menuItem(
    useStatus((status) => status.config.menu_items),
    "about",
  );
  return (
    <Dialog title="About" opener={opener} onClose={onClose}>
      {about ? <Markdown source={about} /> : null}
      <p className={styles.note}>
        {app === "" ? null : (
          <>
            <code>{app}</code> runs on{" "}
          </>
        )}
        stscript {version}
      </p>
      <p className={styles.note}>
        <a href="./licenses.md" target="_blank" rel="noreferrer">
          Licences of what this page is made of
        </a>
      </p>
    </Dialog>
  );
}
