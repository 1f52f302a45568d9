import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components/Slider";
import { formatNumber } from "../../../format/number";
import {
  type Check,
  either,
  list,
  num,
  object,
  optional,
  text,
  ValidationError,
} from "../../../protocol/check";
import { useDisabled, useWidget } from "../../../session/context";
import type { TreeNode } from "../../../store/node";
import { WidgetLabel } from "../../../ui/WidgetLabel";
import type { SliderProps } from "../../../wire/elements";
import { defineElement } from "../../render/element";
import { inputFields, width } from "../../shared/fields";
import { plainNumber } from "../number_value";
import styles from "./slider.module.css";
import { placeLabels } from "./slider_labels";
import { decimalsOfSteps, isOnStep, nearest, next as nextStep, type Steps } from "./slider_steps";

/** How long after the last arrow key the value is sent, in milliseconds. */
const KEY_DELAY = 200;

const pair: Check<[number, number]> = (value, at) => {
  const [low, high, ...rest] = list(num)(value, at);
  if (low === undefined || high === undefined || rest.length > 0) {
    throw new ValidationError(at, "two numbers", value);
  }
  return [low, high];
};
const numberOrPair = either(num, pair);

const slider = object<SliderProps>({
  ...inputFields,
  label: text,
  min_value: num,
  max_value: num,
  value: numberOrPair,
  step: num,
  format: optional(text),
  width: width,
});

export default defineElement(slider, ({ props, node }) => <Range props={props} node={node} />);

function Range({ props, node }: { props: SliderProps; node: TreeNode }) {
  const min = Number(props.min_value);
  const max = Number(props.max_value);
  const step = Number(props.step);
  const { value: held = props.value, edit } = useWidget(node.id, numberOrPair);
  const disabled = useDisabled(props.disabled);
  const [dragged, setDragged] = useState<number[]>();
  const id = useId();
  const values = dragged ?? (Array.isArray(held) ? held.map(Number) : [Number(held)]);
  const steps = { min, max, step };
  const decimals = decimalsOfSteps(steps);
  const show = (shown: number) =>
    props.format === undefined ? plainNumber(shown, decimals) : formatNumber(shown, props.format);

  // A value beside the steps stays where the script has put it until its thumb is moved.
  const stepped = (next: number[]) =>
    next.map((at, index) => (at === values[index] ? at : nearest(at, steps)));
  const released = (next: number[]) => {
    setDragged(undefined);
    const [low = min, high] = stepped(next);
    // A drag has ended, but a key may be pressed again at once.
    edit(high === undefined ? low : [low, high], KEY_DELAY);
  };
  const free = values.some((at) => !isOnStep(at, steps));
  const pressed = (event: KeyboardEvent<HTMLElement>) => {
    const direction = DIRECTIONS[event.key];
    const index = indexOfThumb(event);
    const at = values[index];
    if (!free || disabled || direction === undefined || at === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { [index - 1]: low = min, [index + 1]: high = max } = values;
    const moved = Math.max(low, Math.min(high, nextStep(at, direction, steps)));
    released(values.with(index, moved));
  };
  const percents = values.map((at) => ((at - min) / (max - min || 1)) * 100);
  const from = percents.length > 1 ? (percents[0] ?? 0) : 0;
  const to = percents.at(-1) ?? 0;
  const labels = useLabels(percents);
  return (
    <div className={`stSlider ${styles.slider}`} data-testid="stSlider" onKeyDownCapture={pressed}>
      <WidgetLabel
        id={`${id}label`}
        label={props.label}
        visibility={props.label_visibility}
        help={props.help}
        disabled={disabled}
      />
      <Slider
        aria-labelledby={`${id}label`}
        className={styles.root ?? ""}
        value={values}
        minValue={min}
        maxValue={max}
        step={free ? fineStep(values, steps) : step}
        formatOptions={
          decimals > 20 ? { notation: "scientific" } : { maximumFractionDigits: decimals }
        }
        isDisabled={disabled}
        onChange={(next) => setDragged(stepped(next))}
        onChangeEnd={released}
      >
        <div ref={labels} className={styles.values}>
          {values.map((at, index) => (
            <output
              key={index}
              className={styles.value}
              title={show(at)}
              data-testid="stSliderThumbValue"
            >
              {show(at)}
            </output>
          ))}
        </div>
        <SliderTrack className={styles.track ?? ""}>
          <div className={styles.rail} />
          <div
            className={styles.fill}
            // One thumb fills from the very start of the rail, which is half a thumb outside.
            style={{ left: percents.length > 1 ? `${from}%` : "-0.5rem", right: `${100 - to}%` }}
          />
          {values.map((_, index) => (
            <SliderThumb
              key={index}
              index={index}
              className={styles.thumb ?? ""}
              aria-label={values.length > 1 ? (index === 0 ? "From" : "To") : undefined}
              aria-labelledby={values.length > 1 ? undefined : `${id}label`}
            />
          ))}
        </SliderTrack>
        <div className={styles.ticks} data-testid="stSliderTickBar" aria-hidden="true">
          <span data-testid="stSliderTickBarMin">{show(min)}</span>
          <span data-testid="stSliderTickBarMax">{show(max)}</span>
        </div>
      </Slider>
    </div>
  );
}

const DIRECTIONS: Readonly<Record<string, 1 | -1>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
};

function indexOfThumb({ currentTarget, target }: KeyboardEvent<HTMLElement>): number {
  if (!(target instanceof HTMLInputElement)) return -1;
  return [...currentTarget.querySelectorAll("input")].indexOf(target);
}

/** A step that leads to every one of the values: the widget library moves others to the next step. */
function fineStep(values: readonly number[], { min, step }: Steps): number {
  const decimals = values.map((value) => decimalsOfSteps({ min: value, max: value, step }));
  return 10 ** -Math.max(...decimals, decimalsOfSteps({ min, max: min, step }));
}

/** Puts the labels of the thumbs into their places, whenever these or the width change. */
function useLabels(percents: readonly number[]) {
  const place = useRef<HTMLDivElement>(null);
  const now = useRef(percents);
  now.current = percents;
  const arrange = useRef(() => {
    const row = place.current;
    if (row === null) return;
    const room = row.clientWidth;
    const labels = [...row.children].filter((child) => child instanceof HTMLElement);
    const widths = labels.map((label) => Math.ceil(label.getBoundingClientRect().width));
    // The track under the labels is narrower than they, by half a thumb at each end.
    const inset = (room - (row.nextElementSibling?.clientWidth ?? room)) / 2;
    const centres = now.current.map((percent) => inset + (percent / 100) * (room - 2 * inset));
    placeLabels(centres, widths, room).forEach((left, index) => {
      const label = labels[index];
      if (label !== undefined) label.style.translate = `${left}px 0`;
    });
  });
  useLayoutEffect(() => arrange.current());
  useLayoutEffect(() => {
    const row = place.current;
    if (row === null) return;
    const observer = new ResizeObserver(() => arrange.current());
    observer.observe(row);
    for (const label of row.children) observer.observe(label);
    return () => observer.disconnect();
  }, []);
  return place;
}
