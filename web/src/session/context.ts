import { createContext, useCallback, useContext } from "react";
import { type Check, ValidationError } from "../protocol/check";
import { useSelected, useSignal } from "../store/signal";
import type { WireValue } from "../wire/elements";
import type { Session, SessionStatus } from "./session";

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("an element needs a session around it");
  return session;
}

export function useStatus<T>(select: (status: SessionStatus) => T): T {
  return useSelected(useSession().status, select);
}

/** Whether a widget cannot be used: by its own parameter, or because the host is away. */
export function useDisabled(disabled: boolean): boolean {
  return !useStatus((status) => status.usable) || disabled;
}

export interface WidgetHandle<T> {
  /** Undefined until the host has told the value. */
  readonly value: T | undefined;
  /** Takes an edit; it is sent after `delay` milliseconds without another. */
  readonly edit: (value: WireValue, delay?: number) => void;
}

/** A widget's value, and how to change it. A value of the wrong kind counts as unknown. */
export function useWidget<T>(id: string | null, check: Check<T>): WidgetHandle<T> {
  const { widgets } = useSession();
  const name = id ?? "";
  const raw = useSignal(widgets.signal(name));
  const edit = useCallback(
    (value: WireValue, delay = 0) => widgets.edit(name, value, delay),
    [widgets, name],
  );
  return { value: raw === undefined ? undefined : checked(raw, check), edit };
}

function checked<T>(value: WireValue, check: Check<T>): T | undefined {
  try {
    return check(value, "");
  } catch (error) {
    if (error instanceof ValidationError) return undefined;
    throw error;
  }
}
