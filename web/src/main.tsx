import { createRoot } from "react-dom/client";
import { windowAddress } from "./session/address";
import { WindowPress } from "./session/press";
import { Session } from "./session/session";
import { App } from "./shell/App";
import { embedOptions } from "./shell/embed";
import "./theme/base.css";
import { startTheme } from "./theme/theme";
import { streamUrl, WebSocketTransport } from "./transport/websocket";
import { markdownEngine } from "./ui/markdown/Markdown";

const session = new Session(
  new WebSocketTransport({ url: streamUrl(document.baseURI) }),
  windowAddress,
  new WindowPress(window),
);
startTheme(embedOptions(windowAddress.query()).options);
session.start();
// Nearly every page has markdown: it loads while the connection is made.
void markdownEngine.load();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App session={session} />);
