import { createRoot } from "react-dom/client";
import { windowAddress } from "../src/session/address";
import { Session } from "../src/session/session";
import { App } from "../src/shell/App";
import { embedOptions } from "../src/shell/embed";
import { FakeHost } from "../src/testing/fake_host";
import "../src/theme/base.css";
import { startTheme } from "../src/theme/theme";
import { PAGES } from "./pages";

// Every element without a host: /dev/?page=text&embed_options=dark_theme
const host = new FakeHost();
const session = new Session(host, windowAddress);
const name = new URLSearchParams(window.location.search).get("page") ?? "text";
startTheme(embedOptions(window.location.search).options);
session.start();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App session={session} />);
host.connect();
host.onSent = (message) => {
  console.info("sent", message);
  if (message.type !== "rerun" && message.type !== "clear_cache") return;
  host.runStarted();
  setTimeout(() => host.runFinished(), 200);
};
PAGES[name]?.(host);
