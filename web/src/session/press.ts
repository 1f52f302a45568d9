/** Whether the user is pressing something at this moment, and when that is over. */
export interface Press {
  readonly isDown: () => boolean;
  readonly onRelease: (then: () => void) => void;
}

/** Nobody presses anything. */
export const NO_PRESS: Press = { isDown: () => false, onRelease: () => undefined };

/** How long one press can hold the page, in milliseconds: a long press, or a release that nobody saw, does not stop it. */
const LONGEST = 1000;

/** After a finger is lifted its click comes a moment later, or not at all. In milliseconds. */
const CLICK_AFTER_TOUCH = 300;

/**
 * Watches pointers (mouse, finger, pen) and the space bar, which clicks a button when it is let go: from the moment that
 * something is pressed until its click was handled.
 */
export class WindowPress implements Press {
  readonly #down = new Set<number | "space">();
  #listeners: (() => void)[] = [];
  #ends: ReturnType<typeof setTimeout> | undefined;
  #isDown = false;

  constructor(target: Window) {
    const capture = { capture: true, passive: true };
    target.addEventListener("pointerdown", (event) => this.#pressed(event.pointerId), capture);
    target.addEventListener(
      "pointerup",
      (event) =>
        this.#lifted(event.pointerId, event.pointerType === "mouse" ? 0 : CLICK_AFTER_TOUCH),
      capture,
    );
    target.addEventListener("pointercancel", (event) => this.#lifted(event.pointerId, 0), capture);
    target.addEventListener("click", () => this.#clicked(), capture);
    target.addEventListener(
      "keydown",
      (event) => {
        if (event.key === " " && !event.repeat && !isTyping(event.target)) this.#pressed("space");
      },
      capture,
    );
    target.addEventListener(
      "keyup",
      (event) => {
        if (event.key === " ") this.#lifted("space", 0);
      },
      capture,
    );
    target.addEventListener("blur", (event) => {
      // The window's own: what is let go elsewhere, the page does not see.
      if (event.target === target) this.#over();
    });
  }

  isDown = (): boolean => this.#isDown;

  onRelease = (then: () => void): void => {
    this.#listeners.push(then);
  };

  #pressed(what: number | "space"): void {
    this.#down.add(what);
    this.#isDown = true;
    this.#endIn(LONGEST);
  }

  #lifted(what: number | "space", delay: number): void {
    if (this.#down.delete(what) && this.#down.size === 0) this.#endIn(delay);
  }

  #clicked(): void {
    // Its handlers come first.
    if (this.#isDown && this.#down.size === 0) this.#endIn(0);
  }

  #endIn(delay: number): void {
    if (!this.#isDown) return;
    clearTimeout(this.#ends);
    this.#ends = setTimeout(() => this.#over(), delay);
  }

  #over(): void {
    clearTimeout(this.#ends);
    this.#down.clear();
    if (!this.#isDown) return;
    this.#isDown = false;
    for (const then of this.#listeners) then();
  }
}

/** Whether the space bar types a space there. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const types =
    target instanceof HTMLInputElement && !["checkbox", "radio", "range"].includes(target.type);
  return types || target instanceof HTMLTextAreaElement || target.isContentEditable;
}
