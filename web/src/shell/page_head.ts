import { useEffect } from "react";
import { useStatus } from "../session/context";
import { iconKind } from "../ui/icon/kind";
import { iconPath } from "../ui/icon/material";
import { addressOf, isRemote } from "../ui/remote";

/** Title and icon of the browser's tab. */
export function usePageHead(): void {
  const title = useStatus((status) => status.config.title);
  const icon = useStatus((status) => status.config.icon);
  const app = useStatus((status) => status.app);
  useEffect(() => {
    const name = app.replace(/\.rhai$/, "").replace(/[_-]+/g, " ");
    document.title = title ?? (name === "" ? "stscript" : name);
  }, [title, app]);
  useEffect(() => {
    if (!icon) return;
    let current = true;
    void iconUrl(icon).then((url) => {
      const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
      if (current && link !== null && url !== undefined) link.href = url;
    });
    return () => {
      current = false;
    };
  }, [icon]);
}

async function iconUrl(icon: string): Promise<string | undefined> {
  if (/^(?:https?:|data:|\/|\.)|\.\w{2,4}$/.test(icon)) {
    const url = addressOf(icon);
    return url === undefined || isRemote(url) ? undefined : icon;
  }
  const found = iconKind(icon);
  switch (found.kind) {
    case "material": {
      const path = await iconPath(found.name);
      return path && svgUrl(`<path d="${path}" fill="#0b6b75"/>`, "0 -960 960 960");
    }
    case "sign": {
      const escaped = found.text.replace(/[<&]/g, "");
      return svgUrl(`<text y="26" font-size="27">${escaped}</text>`, "0 0 32 32");
    }
    case "none":
      return undefined;
  }
}

function svgUrl(content: string, viewBox: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}">${content}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
