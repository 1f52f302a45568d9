import { useEffect, useState } from "react";
import styles from "./Icon.module.css";
import { iconPath } from "./material";

const MATERIAL = /^:material\/([a-z0-9_]+):$/;

/** An icon as scripts give it: an emoji or `:material/name:`. It decorates; the text beside it tells. */
export function Icon({ icon, testId }: { icon: string; testId?: string }) {
  const name = MATERIAL.exec(icon.trim())?.[1];
  if (name !== undefined) return <MaterialIcon name={name} testId={testId ?? "stIconMaterial"} />;
  return (
    <span className={styles.emoji} data-testid={testId ?? "stIconEmoji"} aria-hidden="true">
      {icon}
    </span>
  );
}

function MaterialIcon({ name, testId }: { name: string; testId: string }) {
  const [path, setPath] = useState<string>();
  useEffect(() => {
    let current = true;
    void iconPath(name).then((found) => {
      if (current) setPath(found);
    });
    return () => {
      current = false;
    };
  }, [name]);
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
