import { addressOf, isRemote } from "../remote";

/**
 * The policy of the page forbids images of other hosts, which would tell these who reads it. In their place stands a link
 * to them.
 */
export function linkRemoteImages(fragment: DocumentFragment): void {
  for (const image of fragment.querySelectorAll("img")) {
    const url = addressOf(image.getAttribute("src") ?? "");
    if (url === undefined || !isRemote(url)) continue;
    const linked = image.closest("a") !== null;
    const place = document.createElement(linked ? "span" : "a");
    if (place instanceof HTMLAnchorElement) place.href = url.href;
    place.className = "st-remote-image";
    place.title = `Images of other hosts are not shown: ${url.href}`;
    const name = image.alt.trim() || url.pathname.split("/").at(-1) || "Image";
    const host = document.createElement("small");
    host.textContent = `image on ${url.host}`;
    place.append(name, " ", host);
    image.replaceWith(place);
  }
}
