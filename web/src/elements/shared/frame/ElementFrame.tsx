import { Maximize2, Minimize2 } from "lucide-react";
import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import styles from "./ElementFrame.module.css";
import { ToolbarButton } from "./ToolbarButton";

interface Props {
  /** Names the element where it fills the window. */
  readonly label: string;
  readonly className?: string;
  readonly testId: string;
  readonly height: "stretch" | "content" | number;
  /** Buttons of the toolbar, before that for the whole window. */
  readonly tools?: ReactNode;
  readonly children: (fullscreen: boolean) => ReactNode;
}

/** Holds an element that has a toolbar and can fill the window. */
export function ElementFrame({ label, className = "", testId, height, tools, children }: Props) {
  const [fullscreen, setFullscreen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  usePopover(frame, fullscreen);
  const leaveByEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !fullscreen || event.defaultPrevented) return;
    event.stopPropagation();
    setFullscreen(false);
  };
  // Nothing under the frame can be seen, so the keyboard must not go there either.
  const keepFocus = (event: FocusEvent) => {
    if (!fullscreen || !(event.relatedTarget instanceof Node)) return;
    if (!event.currentTarget.contains(event.relatedTarget)) frame.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that reach it from its parts
    <div
      ref={frame}
      className={`${className} ${styles.frame}`}
      data-testid="stFullScreenFrame"
      data-fullscreen={fullscreen || undefined}
      data-height={height === "stretch" ? "stretch" : undefined}
      style={sized(height, fullscreen)}
      popover={fullscreen ? "manual" : undefined}
      {...(fullscreen ? { role: "dialog", "aria-label": label, tabIndex: -1 } : {})}
      onKeyDown={leaveByEscape}
      onBlur={keepFocus}
    >
      <div
        className={styles.toolbar}
        data-testid="stElementToolbar"
        role="toolbar"
        aria-label={label}
      >
        {tools}
        <ToolbarButton
          label={fullscreen ? "Close fullscreen" : "Fullscreen"}
          icon={fullscreen ? Minimize2 : Maximize2}
          onPress={() => setFullscreen(!fullscreen)}
        />
      </div>
      <div className={styles.body} data-testid={testId}>
        {children(fullscreen)}
      </div>
    </div>
  );
}

/**
 * The top layer puts the element above all others where it stands in the tree: it keeps its
 * state, and no ancestor can clip it.
 */
function usePopover(frame: { readonly current: HTMLDivElement | null }, open: boolean): void {
  useLayoutEffect(() => {
    if (open) frame.current?.showPopover();
  }, [frame, open]);
}

function sized(height: Props["height"], fullscreen: boolean): CSSProperties | undefined {
  return typeof height === "number" && !fullscreen ? { height } : undefined;
}
