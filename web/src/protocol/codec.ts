import { decode, encode } from "@msgpack/msgpack";
import type { BackMsg, ForwardMsg, Op, TransientItem, WireValue } from "../wire/elements";
import {
  bool,
  bytes,
  type Check,
  int,
  isRecord,
  list,
  narrowInt,
  nullable,
  object,
  oneOf,
  record,
  text,
  ValidationError,
} from "./check";
import { report } from "./report";

/** The protocol version this page speaks. */
export const PROTOCOL = 2;

/** Integers that a `number` does not hold exactly are `bigint`s on both sides. */
const OPTIONS = { useBigInt64: true } as const;

export function encodeMessage(message: BackMsg): Uint8Array<ArrayBuffer> {
  return encode(message, OPTIONS);
}

/** Decodes MessagePack; every integer that a `number` holds exactly is one. */
export function decodeExactly(bytes: Uint8Array): unknown {
  return narrowed(decode(bytes, OPTIONS));
}

function narrowed(value: unknown): unknown {
  if (typeof value === "bigint") return narrowInt(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (isWide(item)) value[index] = narrowed(item);
    }
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (isWide(item)) value[key] = narrowed(item);
    }
  }
  return value;
}

const isWide = (value: unknown) =>
  typeof value === "bigint" || (typeof value === "object" && value !== null);

/** Reads a frame of the host; throws a `ValidationError` when it is not a message of the protocol. */
export function decodeMessage(frame: Uint8Array): ForwardMsg {
  let value: unknown;
  try {
    value = decodeExactly(frame);
  } catch {
    throw new ValidationError("frame", "MessagePack", frame);
  }
  return hostMessage(value, "");
}

/** Reads the props of a node. */
export function decodeProps(props: Uint8Array): unknown {
  return decodeExactly(props);
}

export const widgetValue: Check<WireValue> = (value, at) => {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (Array.isArray(value)) return value.map((item, index) => widgetValue(item, `${at}[${index}]`));
  throw new ValidationError(at, "a widget value", value);
};

const path: Check<number[]> = (value, at) => {
  const indices = list(int)(value, at);
  if (indices.length === 0 || indices.some((index) => index < 0)) {
    throw new ValidationError(at, "a path", value);
  }
  return indices;
};

const transientItem = object<TransientItem>({ index: int, kind: text, props: bytes });

const op: Check<Op> = (value, at) => {
  if (!isRecord(value)) throw new ValidationError(at, "an op", value);
  switch (value.op) {
    case "put":
      return {
        op: "put",
        path: path(value.path, `${at}.path`),
        kind: text(value.kind, `${at}.kind`),
        hash: int(value.hash, `${at}.hash`),
        props: nullable(bytes)(value.props, `${at}.props`),
        id: nullable(text)(value.id, `${at}.id`),
        key: nullable(text)(value.key, `${at}.key`),
        container: bool(value.container, `${at}.container`),
      };
    case "trim":
      return {
        op: "trim",
        path: path(value.path, `${at}.path`),
        len: int(value.len, `${at}.len`),
      };
    case "fresh":
      return {
        op: "fresh",
        path: path(value.path, `${at}.path`),
        len: int(value.len, `${at}.len`),
      };
    case "transient":
      return {
        op: "transient",
        path: path(value.path, `${at}.path`),
        items: list(transientItem)(value.items, `${at}.items`),
      };
    case "value":
      return {
        op: "value",
        id: text(value.id, `${at}.id`),
        value: widgetValue(value.value, `${at}.value`),
      };
    default:
      throw new ValidationError(`${at}.op`, "put | trim | fresh | transient | value", value.op);
  }
};

const toolbar = oneOf("developer", "viewer", "minimal");
const outcome = oneOf("success", "error", "stopped", "interrupted");

const hostMessage: Check<ForwardMsg> = (value, at) => {
  if (!isRecord(value)) throw new ValidationError(at, "a message", value);
  switch (value.type) {
    case "welcome":
      return {
        type: "welcome",
        session: text(value.session, "session"),
        version: text(value.version, "version"),
        reset: bool(value.reset, "reset"),
        run_on_save: bool(value.run_on_save, "run_on_save"),
        app: text(value.app, "app"),
        toolbar: toolbar(value.toolbar, "toolbar"),
        heard: int(value.heard, "heard"),
      };
    case "page_config":
      return {
        type: "page_config",
        title: nullable(text)(value.title, "title"),
        icon: nullable(text)(value.icon, "icon"),
        layout: nullable(text)(value.layout, "layout"),
        initial_sidebar_state: nullable(text)(value.initial_sidebar_state, "initial_sidebar_state"),
        menu_items: nullable(record(nullable(text)))(value.menu_items, "menu_items"),
      };
    case "address":
      return { type: "address", query: text(value.query, "query") };
    case "run_started":
      return {
        type: "run_started",
        run: int(value.run, "run"),
        heard: int(value.heard, "heard"),
      };
    case "delta":
      return { type: "delta", ops: list(op)(value.ops, "ops") };
    case "run_finished":
      return {
        type: "run_finished",
        run: int(value.run, "run"),
        outcome: outcome(value.outcome, "outcome"),
      };
    case "source_changed":
      return { type: "source_changed" };
    case "compile_error":
      return { type: "compile_error", error: nullable(report)(value.error, "error") };
    case "pong":
      return { type: "pong" };
    default:
      throw new ValidationError("type", "a message of the protocol", value.type);
  }
};
