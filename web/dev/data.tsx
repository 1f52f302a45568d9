import { createRoot } from "react-dom/client";
import { windowAddress } from "../src/session/address";
import { Session } from "../src/session/session";
import { App } from "../src/shell/App";
import { embedOptions } from "../src/shell/embed";
import { FakeHost } from "../src/testing/fake_host";
import "../src/theme/base.css";
import { startTheme } from "../src/theme/theme";
import { PAGES } from "./data_pages";

// The data elements without a host: /dev/data.html?page=grid&embed_options=dark_theme
const host = new FakeHost();
const session = new Session(host, windowAddress);
const name = new URLSearchParams(window.location.search).get("page") ?? "grid";
startTheme(embedOptions(window.location.search).options);
session.start();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App session={session} />);
host.connect();
PAGES[name]?.(host);
