import { Monitor, Moon, Sun } from "lucide-react";
import { useSession, useStatus } from "../session/context";
import { useSignal } from "../store/signal";
import { chooseTheme, themeChoice } from "../theme/theme";
import { Dialog, type DialogProps } from "../ui/Dialog";
import styles from "./dialogs.module.css";
import type { WideMode } from "./wide";

const THEMES = [
  { choice: "system", label: "System", Sign: Monitor },
  { choice: "light", label: "Light", Sign: Sun },
  { choice: "dark", label: "Dark", Sign: Moon },
] as const;

export function SettingsDialog({ wide, opener, onClose }: DialogProps & { wide: WideMode }) {
  const session = useSession();
  const chosen = useSignal(themeChoice);
  const developer = useStatus((status) => status.toolbar === "developer");
  const runOnSave = useStatus((status) => status.runOnSave);
  return (
    <Dialog title="Settings" opener={opener} onClose={onClose}>
      <fieldset className={styles.group} data-testid="stThemeSwitcher">
        <legend>Theme</legend>
        <div className={styles.choices}>
          {THEMES.map(({ choice, label, Sign }) => (
            <label key={choice} className={styles.choice}>
              <span className={styles.sign}>
                <input
                  type="radio"
                  name="theme"
                  checked={chosen === choice}
                  onChange={() => chooseTheme(choice)}
                />
                <Sign size={16} aria-hidden="true" />
              </span>
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Page</legend>
        <label className={styles.switch}>
          <input
            type="checkbox"
            checked={wide.on}
            onChange={(event) => wide.set(event.currentTarget.checked)}
          />
          Wide mode
        </label>
        {developer ? (
          <label className={styles.switch}>
            <input
              type="checkbox"
              checked={runOnSave}
              onChange={(event) => session.setRunOnSave(event.currentTarget.checked)}
            />
            Run on save
          </label>
        ) : null}
      </fieldset>
    </Dialog>
  );
}
