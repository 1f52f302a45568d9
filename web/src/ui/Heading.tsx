import { Link as LinkIcon } from "lucide-react";
import { useRef, useState, useSyncExternalStore } from "react";
import type { Title } from "../wire/elements";
import { useAnchor } from "./anchors";
import styles from "./Heading.module.css";
import { Help } from "./Help";
import { Icon } from "./icon/Icon";
import { Markdown } from "./markdown/Markdown";
import { isPlain } from "./markdown/plain";
import { slug } from "./markdown/slug";

interface Props extends Title {
  readonly level: 1 | 2 | 3;
  readonly divider?: boolean | string;
}

const COLORS = ["blue", "green", "orange", "red", "violet", "yellow", "gray"];
const TAGS = { 1: "h1", 2: "h2", 3: "h3" } as const;

/** `st.title`, `st.header` and `st.subheader`. */
export function Heading({ level, body, anchor, divider, help, icon, text_alignment, wrap }: Props) {
  const Tag = TAGS[level];
  const place = useRef<HTMLHeadingElement>(null);
  // What a person reads of markdown is known when it is drawn.
  const [read, setRead] = useState<string>();
  const text = isPlain(body) ? body : read;
  const named = typeof anchor === "string" ? anchor : text && slug(text);
  const id = useAnchor(named, place);
  return (
    <div className={`stHeading ${styles.heading}`} data-testid="stHeading">
      <div
        className={styles.row}
        data-align={text_alignment}
        data-testid="stHeadingWithActionElements"
      >
        {icon === undefined ? null : <Icon icon={icon} testId="stHeadingIcon" />}
        <Tag
          ref={place}
          id={id}
          className={styles.text}
          data-level={level}
          data-wrap={wrap || undefined}
        >
          <Markdown inline source={body} onText={setRead} />
        </Tag>
        <span className={styles.actions} data-testid="stHeaderActionElements">
          {help === undefined ? null : <Help text={help} />}
          {id === undefined || anchor === false ? null : <AnchorLink id={id} label={text ?? ""} />}
        </span>
      </div>
      {divider === undefined || divider === false ? null : (
        <hr
          className={styles.divider}
          data-color={dividerColor(divider)}
          data-testid="stHeadingDivider"
        />
      )}
    </div>
  );
}

function AnchorLink({ id, label }: { id: string; label: string }) {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener("hashchange", listener);
      return () => window.removeEventListener("hashchange", listener);
    },
    () => window.location.hash,
  );
  return (
    <a
      className={styles.anchor}
      href={`#${encodeURIComponent(id)}`}
      aria-label={`Link to ${label}`}
      aria-current={hash === `#${encodeURIComponent(id)}` ? "location" : undefined}
    >
      <LinkIcon size={16} aria-hidden="true" />
    </a>
  );
}

function dividerColor(divider: boolean | string): string {
  if (divider === true) return "plain";
  const color = divider === "grey" ? "gray" : String(divider);
  return COLORS.includes(color) || color === "rainbow" ? color : "plain";
}
