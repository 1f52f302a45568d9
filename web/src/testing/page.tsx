import { render } from "vitest-browser-react";
import { WindowPress } from "../session/press";
import { Session } from "../session/session";
import { App } from "../shell/App";
import type { Toolbar } from "../wire/elements";
import "../theme/base.css";
import { type Drawn, FakeHost } from "./fake_host";

/** The whole page in front of a host that a test speaks for. */
export async function openPage(
  nodes: readonly Drawn[] = [],
  root = 0,
  toolbar: Toolbar = "developer",
): Promise<FakeHost> {
  const host = new FakeHost();
  const session = new Session(
    host,
    { query: () => "", replaceQuery: () => undefined },
    new WindowPress(window),
  );
  session.start();
  host.connect({ toolbar });
  if (nodes.length > 0) host.page(nodes, root);
  await render(<App session={session} />);
  return host;
}
