import type { ConnectionState, Transport, TransportEvents } from "./transport";

export interface WebSocketOptions {
  url: string;
  /** The delays in milliseconds before the attempts to reconnect; the last one repeats. */
  delays?: readonly number[];
  /** How long a connection attempt may take, in milliseconds. */
  connectTimeout?: number;
  open?: (url: string) => WebSocket;
}

const DELAYS = [100, 200, 400, 800, 1600, 3000, 5000];

/** The address of the stream, relative to the page so that the app can be mounted anywhere. */
export function streamUrl(base: string): string {
  const url = new URL("_stcore/stream", base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = "";
  url.hash = "";
  return url.href;
}

export class WebSocketTransport implements Transport {
  readonly #options: Required<WebSocketOptions>;
  #events: TransportEvents | undefined;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;

  constructor(options: WebSocketOptions) {
    this.#options = {
      delays: DELAYS,
      connectTimeout: 10_000,
      open: (url) => new WebSocket(url),
      ...options,
    };
  }

  start(events: TransportEvents): void {
    this.#events = events;
    this.#connect();
  }

  send(frame: Uint8Array<ArrayBuffer>): boolean {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(frame);
    return true;
  }

  reconnect(): void {
    this.#abandon();
    this.#attempt = 0;
    this.#connect();
  }

  stop(): void {
    this.#abandon();
    this.#events = undefined;
  }

  #connect(): void {
    this.#state("CONNECTING");
    const socket = this.#options.open(this.#options.url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(socket), this.#options.connectTimeout);
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      clearTimeout(this.#timer);
      this.#attempt = 0;
      this.#state("CONNECTED");
      this.#events?.onOpen();
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket || !(event.data instanceof ArrayBuffer)) return;
      this.#events?.onFrame(new Uint8Array(event.data));
    };
    socket.onclose = () => this.#lost(socket);
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#abandon();
    this.#state("DISCONNECTED");
    const { delays } = this.#options;
    const delay = delays[Math.min(this.#attempt, delays.length - 1)] ?? 1000;
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), delay);
  }

  #abandon(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #state(state: ConnectionState): void {
    this.#events?.onState(state);
  }
}
