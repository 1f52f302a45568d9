import { CircleHelp } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import styles from "./Help.module.css";
import { Markdown } from "./markdown/Markdown";

/** The "?" beside a label: shows `text` when it is pointed at, focused or tapped. */
export function Help({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <span className={styles.anchor} data-testid="stTooltipIcon">
      <TooltipTrigger
        delay={150}
        closeDelay={80}
        isOpen={open}
        onOpenChange={setOpen}
        shouldCloseOnPress={false}
      >
        <Button
          className={styles.button ?? ""}
          aria-label="Help"
          data-testid="stTooltipHoverTarget"
          // A finger does not hover.
          onPress={() => setOpen(true)}
        >
          <CircleHelp size={15} aria-hidden="true" />
        </Button>
        <HelpTooltip text={text} />
      </TooltipTrigger>
    </span>
  );
}

/** The bubble alone, for a control that is its own trigger. */
export function HelpTooltip({ text }: { text: string }) {
  return (
    <Tooltip className={styles.tooltip ?? ""} offset={6} data-testid="stTooltipContent">
      <Markdown source={text} />
    </Tooltip>
  );
}
