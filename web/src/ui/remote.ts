/** An address as the page would load it; undefined for what is none. */
export function addressOf(text: string): URL | undefined {
  try {
    return new URL(text, document.baseURI);
  } catch {
    return undefined;
  }
}

/** Whether the page's policy keeps the image at an address from being shown. */
export function isRemote(url: URL): boolean {
  return !["data:", "blob:"].includes(url.protocol) && url.origin !== window.location.origin;
}
