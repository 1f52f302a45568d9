import { CircleAlert, CircleCheck, Info as InfoIcon, TriangleAlert } from "lucide-react";
import type { Info } from "../wire/elements";
import styles from "./Alert.module.css";
import { Icon } from "./icon/Icon";
import { Markdown } from "./markdown/Markdown";

const ICONS = {
  success: CircleCheck,
  info: InfoIcon,
  warning: TriangleAlert,
  error: CircleAlert,
} as const;

type Tone = keyof typeof ICONS;

const NAMES: Record<Tone, string> = {
  success: "Success",
  info: "Info",
  warning: "Warning",
  error: "Error",
};

/** `st.success`, `st.info`, `st.warning` and `st.error`. */
export function Alert({ tone, body, icon, title }: Omit<Info, "width"> & { readonly tone: Tone }) {
  const Sign = ICONS[tone];
  return (
    <div className="stAlert" data-testid="stAlert">
      <div
        className={styles.box}
        data-tone={tone}
        // An error or warning interrupts; the others wait for a pause.
        role={tone === "error" || tone === "warning" ? "alert" : "status"}
        data-testid="stAlertContainer"
      >
        <span className={styles.icon}>
          {icon === undefined ? (
            <Sign size={18} aria-label={NAMES[tone]} role="img" />
          ) : (
            <Icon icon={icon} testId="stAlertDynamicIcon" />
          )}
        </span>
        <div className={styles.content} data-testid={`stAlertContent${NAMES[tone]}`}>
          {title === undefined ? null : (
            <div className={styles.title} data-testid="stAlertTitle">
              <Markdown inline source={title} />
            </div>
          )}
          <Markdown source={body} />
        </div>
      </div>
    </div>
  );
}
