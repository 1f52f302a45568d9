type MenuItems = Readonly<Record<string, string | null>>;

/** What the script has set for an entry of the menu, in whichever letters it names it. */
export function menuItem(items: MenuItems | null, name: string): string | null {
  const entry = Object.entries(items ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry?.[1] || null;
}

/** Whether the script has set any entry of the menu. */
export function hasMenuItems(items: MenuItems | null): boolean {
  return ["get help", "report a bug", "about"].some((name) => menuItem(items, name) !== null);
}
