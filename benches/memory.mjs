// Measures the memory of a running `stscript` under scripts and pages that mean it no good:
//
//     node benches/memory.mjs target/release/stscript [case ...]
//
// Each case starts a server of its own on a free port, and prints the resident memory of the process. Bounded: a case takes
// less than a minute and, with the defaults of this file, a few gigabytes at most. Linux only.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { encode, decode } = createRequire(new URL("../web/package.json", import.meta.url))("@msgpack/msgpack");
const WebSocket = createRequire(new URL("../web/package.json", import.meta.url))("ws");

const [binary, ...chosen] = process.argv.slice(2);
// The version of the protocol, from where the host has it.
const protocol = Number(/VERSION: u32 = (\d+)/.exec(readFileSync(new URL("../src/protocol/mod.rs", import.meta.url), "utf8"))[1]);
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function serve(script, flags) {
  const folder = mkdtempSync(join(tmpdir(), "stscript-memory-"));
  writeFileSync(join(folder, "app.rhai"), script);
  const arguments_ = ["run", join(folder, "app.rhai"), "--port", "0", "--address", "127.0.0.1", "--headless", "true", "--log-level", "error"];
  const child = spawn(binary, [...arguments_, ...flags], { stdio: ["ignore", "pipe", "ignore"] });
  let peak = 0;
  const field = (name) => {
    try {
      const line = readFileSync(`/proc/${child.pid}/status`, "utf8").split("\n").find((line) => line.startsWith(name));
      return Math.round(Number(line.replace(/\D/g, "")) / 1024);
    } catch {
      return 0;
    }
  };
  const url = await new Promise((found, failed) => {
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
      const url = /http:\/\/[\w.]+:\d+/.exec(text);
      if (url) found(url[0]);
    });
    child.on("exit", () => failed(new Error(`the server has ended: ${text}`)));
  });
  return {
    url,
    resident: () => field("VmRSS"),
    peak: () => (peak = Math.max(peak, field("VmHWM"))),
    forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, "5"),
    alive: () => child.exitCode === null && child.signalCode === null,
    async metric(name) {
      const text = await (await fetch(`${url}/_stcore/metrics`)).text();
      return Number(text.split("\n").find((line) => line.startsWith(`${name} `))?.split(" ")[1] ?? NaN);
    },
    stop() {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    },
  };
}

function open(server, reads = true, query = "") {
  return new Promise((opened, failed) => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/_stcore/stream`, { maxPayload: 1 << 30 });
    const tab = { socket, finished: [], bytes: 0, closed: false, pongs: 0 };
    tab.say = (message) => socket.send(encode(message));
    tab.rerun = (widgets = {}, triggers = {}) => tab.say({ type: "rerun", widgets, triggers });
    tab.until = async (done, seconds = 60) => {
      for (const end = Date.now() + seconds * 1000; !done() && Date.now() < end && !tab.closed; ) await sleep(10);
      return done();
    };
    tab.run = async (widgets, seconds) => {
      const before = tab.finished.length;
      tab.rerun(widgets);
      await tab.until(() => tab.finished.length > before, seconds);
      return tab.finished.at(-1);
    };
    socket.on("open", () => {
      tab.say({ type: "hello", protocol, session: null, received: 0, widgets: {}, query });
      if (!reads) socket.pause();
      opened(tab);
    });
    socket.on("message", (frame) => {
      tab.bytes += frame.length;
      if (frame.length > 100_000) return;
      const message = decode(frame);
      if (message.type === "run_finished") tab.finished.push(message.outcome);
      if (message.type === "pong") tab.pongs += 1;
    });
    socket.on("close", (code, reason) => {
      tab.closed = true;
      // Without this, a case would measure a host that does nothing.
      if (code === 1002) throw new Error(`the host refuses the page: ${reason}`);
    });
    socket.on("error", failed);
  });
}

const cases = {
  /** A run that is ended by the limit, six times; and what is left half a minute later. */
  async ratchet() {
    const server = await serve("let kept = []; loop { kept.push(`some text of no great length ${kept.len()}`); }", ["--runner.max-memory", "100 MB"]);
    const tab = await open(server);
    const sizes = [server.resident()];
    await tab.until(() => tab.finished.length > 0);
    sizes.push(server.resident());
    for (let run = 0; run < 5; run += 1) {
      await tab.run();
      sizes.push(server.resident());
    }
    const peak = server.peak();
    await sleep(25_000);
    return [server, `MB before and after each of six runs: ${sizes.join(", ")}; peak ${peak}; 25 s later ${server.resident()}`];
  },

  /** The worst that one operation makes: values that double, with a limit of 256 MiB. */
  async doubling() {
    const scripts = {
      "s += s": 'let s = "0123456789"; loop { s += s; }',
      "s = s + s": 'let s = "0123456789"; loop { s = s + s; }',
      "a += a": "let a = [1]; loop { a += a; }",
      "a.append(a)": "let a = [1]; loop { a.append(a); }",
      "b += b": "let b = blob(8); loop { b += b; }",
      "`${s}${s}`": 'let s = "0123456789"; loop { s = `${s}${s}`; }',
      "a = [a, a]": "let a = [1]; loop { a = [a, a]; }",
      "s.to_chars()": 'let s = "0123456789"; loop { s += s; s.to_chars(); }',
      's.split("")': 'let s = "0123456789"; loop { s += s; s.split("0"); s.split(\'1\'); }',
      "blob.to_array()": "let b = blob(8); loop { b += b; b.to_array(); }",
      "a.pad(n, [...])": "let item = []; item.pad(1000, 1); let a = []; let n = 1; loop { n *= 2; a.pad(n, item); }",
      "to_json": 'let m = #{ a: [] }; loop { m.a.push("\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n"); m.a += m.a; m.to_json(); }',
      "to_string": 'let a = ["\\n\\n\\n\\n"]; loop { a += a; a.to_string(); }',
    };
    const lines = [];
    let server;
    for (const [name, script] of Object.entries(scripts)) {
      server?.stop();
      server = await serve(script, ["--runner.max-memory", "256 MiB"]);
      const base = server.resident();
      const tab = await open(server);
      await tab.until(() => tab.finished.length > 0, 120);
      lines.push(`${name}: peak ${server.peak() - base} MB, ${tab.finished[0]}`);
    }
    return [server, lines.join("\n  ")];
  },

  /** Containers inside each other. */
  async nesting() {
    const server = await serve("let c = st.container(); loop { c = c.container(); }", []);
    const tab = await open(server);
    const begin = Date.now();
    await tab.until(() => tab.finished.length > 0);
    return [server, `peak ${server.peak()} MB after ${Date.now() - begin} ms, ${tab.finished[0]}`];
  },

  /** 100,000 elements beside each other, and how long another tab's ping takes meanwhile. */
  async width() {
    const server = await serve('if st.checkbox("wide", #{ key: "wide" }) { for n in 0..99_000 { st.text(`line ${n}`); } } let id = 0;', []);
    const [wide, other] = [await open(server), await open(server)];
    await other.until(() => other.finished.length > 0);
    await wide.until(() => wide.finished.length > 0);
    const id = await widgetId(server);
    let slowest = 0;
    let going = true;
    const pinging = (async () => {
      while (going) {
        const [begin, pongs] = [performance.now(), other.pongs];
        other.say({ type: "ping" });
        while (other.pongs === pongs && going) await sleep(0);
        slowest = Math.max(slowest, performance.now() - begin);
        await sleep(1);
      }
    })();
    const begin = Date.now();
    await wide.run({ [id]: true });
    const took = Date.now() - begin;
    going = false;
    await pinging;
    return [server, `run of ${took} ms, slowest pong of another tab ${slowest.toFixed(0)} ms, peak ${server.peak()} MB`];
  },

  /** A page of 20 MB that changes with each of 100 runs, for a reader that does not read. */
  async reader() {
    const server = await serve(
      'let n = st.session_state.get("n", 0); st.session_state.n = n + 1; let s = `${n} `; s.pad(20_000_000, "x"); st.text(s);',
      [],
    );
    const tab = await open(server, false);
    for (let run = 0; run < 100; run += 1) {
      const runs = await server.metric("stscript_runs_total");
      tab.rerun();
      for (let wait = 0; wait < 300 && (await server.metric("stscript_runs_total")) === runs; wait += 1) await sleep(10);
    }
    await sleep(1000);
    const [runs, resident, peak] = [await server.metric("stscript_runs_total"), server.resident(), server.peak()];
    tab.socket.resume();
    await tab.until(() => tab.finished.at(-1) === "success");
    return [server, `${runs} runs, ${resident} MB, peak ${peak} MB; then the page read ${Math.round(tab.bytes / 1e6)} MB, closed: ${tab.closed}`];
  },

  /** 200,000 values for widgets that do not exist, five times, while no run comes to its end. */
  async unknown() {
    const server = await serve('throw "no end";', []);
    const tab = await open(server);
    await tab.until(() => tab.finished.length > 0);
    const sizes = [server.resident()];
    for (let time = 0; time < 5; time += 1) {
      const widgets = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`w-${time}-${n}`, n]));
      await tab.run(widgets);
      sizes.push(server.resident());
    }
    await sleep(25_000);
    return [server, `MB before and after each: ${sizes.join(", ")}; 25 s later ${server.resident()}`];
  },

  /** 60 tabs that keep 20 MB each and are closed, with a budget of 200 MB. */
  async sessions() {
    const flags = binary.endsWith("before") ? [] : ["--server.session-budget", "200 MB"];
    const server = await serve('let s = `${timestamp()}`; s.pad(20_000_000, "x"); st.session_state.s = s; st.text("kept");', flags);
    for (let tab = 0; tab < 60; tab += 1) {
      const opened = await open(server);
      await opened.until(() => opened.finished.length > 0);
      opened.socket.close();
      await opened.until(() => opened.closed);
    }
    await sleep(15_000);
    const kept = await server.metric("stscript_sessions");
    return [server, `${kept} sessions kept, ${server.resident()} MB, peak ${server.peak()} MB, counted ${Math.round((await server.metric("stscript_sessions_bytes")) / 1e6)} MB`];
  },
};

/** The id of the only widget of the page: learned by a tab of its own. */
async function widgetId(server) {
  return new Promise((found) => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/_stcore/stream`);
    socket.on("open", () => socket.send(encode({ type: "hello", protocol, session: null, received: 0, widgets: {}, query: "" })));
    socket.on("message", (frame) => {
      const message = decode(frame, { useBigInt64: true });
      const put = message.type === "delta" && message.ops.find((op) => op.op === "put" && op.id);
      if (put) {
        found(put.id);
        socket.close();
      }
    });
  });
}

for (const [name, measure] of Object.entries(cases)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const [server, result] = await measure();
  console.log(`${name}:\n  ${result}${server.alive() ? "" : "\n  THE SERVER HAS ENDED"}`);
  server.stop();
}
process.exit(0);
