/** Where the connection stands; the names are those of `data-test-connection-state`. */
export type ConnectionState = "INITIAL" | "CONNECTING" | "CONNECTED" | "DISCONNECTED";

export interface TransportEvents {
  /** A connection is open: the first frame to send is `hello`. */
  onOpen(): void;
  onFrame(frame: Uint8Array): void;
  onState(state: ConnectionState): void;
}

/** Carries frames between page and host, and comes back by itself after a break. */
export interface Transport {
  start(events: TransportEvents): void;
  /** False when there is no connection; the frame is then dropped. */
  send(frame: Uint8Array<ArrayBuffer>): boolean;
  /** Gives up the present connection, if any, and connects anew at once. */
  reconnect(): void;
  stop(): void;
}
