import { useEffect, useState } from "react";
import styles from "./Icon.module.css";
import { iconKind } from "./kind";
import { iconPath } from "./material";

/** An icon as scripts give it. It decorates; the text beside it tells. Of one that is unknown nothing is shown. */
export function Icon({ icon, testId }: { icon: string; testId?: string }) {
  const found = iconKind(icon);
  switch (found.kind) {
    case "material":
      return <MaterialIcon name={found.name} testId={testId ?? "stIconMaterial"} />;
    case "sign":
      return (
        <span className={styles.emoji} data-testid={testId ?? "stIconEmoji"} aria-hidden="true">
          {found.text}
        </span>
      );
    case "none":
      return null;
  }
}

function MaterialIcon({ name, testId }: { name: string; testId: string }) {
  // Undefined while it is loaded, when its place is kept; null when there is none of that name.
  const [path, setPath] = useState<string | null>();
  useEffect(() => {
    let current = true;
    setPath(undefined);
    void iconPath(name).then((found) => {
      if (current) setPath(found ?? null);
    });
    return () => {
      current = false;
    };
  }, [name]);
  if (path === null) return null;
  return (
    <svg
      className={styles.icon}
      viewBox="0 -960 960 960"
      fill="currentColor"
      aria-hidden="true"
      data-testid={testId}
    >
      {path === undefined ? null : <path d={path} />}
    </svg>
  );
}
