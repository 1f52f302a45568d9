// What a click of one person costs while others wait or compute: the release binary, pages that speak the protocol over
// WebSockets, a bounded number of them. `docs/operations.md` has the table.
//
//     node --experimental-websocket benches/neighbours.mjs      (without the flag from Node.js 22 on)
//
// STSCRIPT_BIN names another binary, STSCRIPT_ARGS further flags such as `--server.max-runs 4`, SCENARIOS some of them by
// their names. The host gets a session of its own, as if the pages were on other machines.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const { decode, encode } = createRequire(join(root, "web/package.json"))("@msgpack/msgpack");
const binary = process.env.STSCRIPT_BIN ?? join(root, "target/release/stscript");
const PROTOCOL = Number(/VERSION: u32 = (\d+)/.exec(await readFile(join(root, "src/protocol/mod.rs"), "utf8"))[1]);
const CLICKS = 150;
const PAUSE = 20;
/** A click that is not answered in this time, in milliseconds, is given up; so is the scenario after three of them. */
const PATIENCE = 8000;

const page = (load) => `st.session_state.n = st.session_state.get("n", 0);
${load.functions ?? ""}
if st.button("Add", #{ key: "add" }) { st.session_state.n += 1; }
if st.button("Load", #{ key: "load" }) { ${load.run} }
st.text(\`count \${st.session_state.n}\`);
for i in 0..50 { st.text("line " + i); }
`;

const SLOW = 'fn slow() { sleep(600); 1 } let slow = memo(slow);';
const SCENARIOS = [
  { name: "idle", tabs: 0, run: "" },
  { name: "4 tabs that sleep", tabs: 4, run: "sleep(600);" },
  { name: "64 tabs that sleep", tabs: 64, run: "sleep(600);" },
  { name: "8 tabs that wait for one value", tabs: 8, functions: SLOW, run: "slow();" },
  { name: "64 tabs that wait for one value", tabs: 64, functions: SLOW, run: "slow();" },
  { name: "16 endless loops", tabs: 16, run: "loop { }" },
  { name: "64 endless loops", tabs: 64, run: "loop { }" },
  { name: "16 loops that draw", tabs: 16, run: "let t = st.empty(); let i = 0; loop { i += 1; t.text(i); st.session_state.i = i; }" },
  { name: "1000 tabs that sleep", tabs: 1000, run: "sleep(600);" },
  { name: "1000 tabs that wait for one value", tabs: 1000, functions: SLOW, run: "slow();" },
];

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

class Tab {
  ids = new Map();
  #waiting = [];

  static async open(url) {
    const tab = new Tab();
    tab.socket = new WebSocket(`${url.replace("http", "ws")}_stcore/stream`);
    tab.socket.binaryType = "arraybuffer";
    tab.socket.onmessage = ({ data }) => tab.#take(decode(data, { useBigInt64: false }));
    await new Promise((resolve, reject) => {
      tab.socket.onopen = resolve;
      tab.socket.onerror = reject;
    });
    const first = tab.until("run_finished");
    tab.send({ type: "hello", protocol: PROTOCOL, session: null, received: 0, widgets: {}, query: "" });
    if (!(await first)) throw new Error("the first run does not end");
    return tab;
  }

  #take(message) {
    for (const op of message.ops ?? []) if (op.op === "put" && op.key) this.ids.set(op.key, op.id);
    this.#waiting = this.#waiting.filter(({ type, done }) => type !== message.type || done());
  }

  /** Whether a message of this type comes in time. */
  until(type) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE);
      this.#waiting.push({ type, done: () => (clearTimeout(timer), resolve(true), false) });
    });
  }

  send(message) {
    this.socket.send(encode(message));
  }

  async click(key, answer) {
    const answered = this.until(answer);
    this.send({ type: "rerun", widgets: {}, triggers: { [this.ids.get(key)]: true } });
    return answered;
  }
}

async function start(script) {
  const folder = await mkdtemp(join(tmpdir(), "stscript-"));
  await writeFile(join(folder, "app.rhai"), script);
  const args = ["run", join(folder, "app.rhai"), "--server.headless", "true", "--server.port", "0"];
  args.push("--server.address", "127.0.0.1", ...(process.env.STSCRIPT_ARGS?.split(" ") ?? []));
  const child = spawn(binary, args, { detached: true, env: { ...process.env, HOME: folder, NO_COLOR: "1" } });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = /(http:\/\/[\w.:]+\/?)\s/.exec(output);
      if (found) resolve(found[1].replace(/\/?$/, "/"));
    });
    child.stderr.on("data", (chunk) => process.env.VERBOSE && process.stderr.write(chunk));
    ended.then((code) => reject(new Error(`the host ended with ${code}: ${output}`)));
  });
  return {
    url,
    /** Resident bytes of the host. */
    async memory() {
      return 1024 * Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${child.pid}/status`, "utf8"))[1]);
    },
    async stop() {
      const begin = performance.now();
      child.kill("SIGTERM");
      await Promise.race([ended, pause(20_000).then(() => child.kill("SIGKILL"))]);
      await rm(folder, { recursive: true, force: true });
      return performance.now() - begin;
    },
  };
}

async function openTabs(url, count) {
  const tabs = [];
  while (tabs.length < count) {
    const some = Array.from({ length: Math.min(50, count - tabs.length) }, () => Tab.open(url));
    tabs.push(...(await Promise.all(some)));
  }
  return tabs;
}

async function measure(scenario) {
  const host = await start(page(scenario));
  try {
    const neighbour = await Tab.open(host.url);
    const tabs = await openTabs(host.url, scenario.tabs);
    const before = await host.memory();
    for (const tab of tabs) await tab.click("load", "run_started");
    await pause(1500);
    const each = tabs.length === 0 ? 0 : (await host.memory() - before) / tabs.length;
    const times = [];
    let lost = 0;
    while (times.length < CLICKS && lost < 3) {
      const begin = performance.now();
      if (await neighbour.click("add", "run_finished")) times.push(performance.now() - begin);
      else lost += 1;
      await pause(PAUSE * (0.5 + Math.random()));
    }
    for (const tab of tabs) tab.socket.onmessage = null;
    const stop = await host.stop();
    for (const tab of [neighbour, ...tabs]) tab.socket.close();
    return { times, lost, each, stop };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

const asked = process.env.SCENARIOS?.split(",");
const rows = [];
for (const scenario of SCENARIOS.filter(({ name }) => asked?.includes(name) ?? true)) {
  const { times, lost, each, stop } = await measure(scenario);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(1) ?? "";
  rows.push({
    scenario: scenario.name,
    "p50 ms": at(0.5),
    "p95 ms": at(0.95),
    "max ms": at(1),
    clicks: times.length,
    [`over ${PATIENCE / 1000} s`]: lost,
    "kB for each run": scenario.tabs < 1000 ? "" : (each / 1000).toFixed(1),
    "stop ms": stop.toFixed(0),
  });
}
console.table(rows);
