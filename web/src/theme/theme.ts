import { Signal } from "../store/signal";

export type ThemeChoice = "system" | "light" | "dark";
export type Theme = "light" | "dark";

const KEY = "stscript.theme";
const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

/** What the user chose, kept for the next visit. */
export const themeChoice = new Signal<ThemeChoice>("system");
/** The theme in force. Elements that paint by themselves (charts) watch it. */
export const theme = new Signal<Theme>("light");

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const choice = themeChoice.get();
  const now: Theme = choice === "system" ? (dark().matches ? "dark" : "light") : choice;
  document.documentElement.dataset.theme = now;
  theme.set(now);
}

/** Takes up the stored choice, or that of the address (`embed_options=dark_theme`). */
export function startTheme(embedOptions: readonly string[]): void {
  const stored = read();
  const forced = CHOICES.find((choice) => embedOptions.includes(`${choice}_theme`));
  themeChoice.set(forced ?? CHOICES.find((choice) => choice === stored) ?? "system");
  dark().addEventListener("change", apply);
  apply();
}

export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.set(choice);
  apply();
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Storage may be forbidden; the choice then holds for this visit.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
