import { useId, useState } from "react";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components/Slider";
import { formatNumber } from "../format/number";
import {
  type Check,
  either,
  fallback,
  list,
  Misfit,
  num,
  object,
  optional,
  text,
} from "../protocol/check";
import { useDisabled, useWidget } from "../session/context";
import type { TreeNode } from "../store/node";
import { WidgetLabel } from "../ui/WidgetLabel";
import type { Slider as SliderProps } from "../wire/elements";
import { defineElement } from "./element";
import { inputFields, width } from "./fields";
import { decimalsOf } from "./number_value";
import styles from "./slider.module.css";

/** How long after the last arrow key the value is sent, in milliseconds. */
const KEY_DELAY = 200;

const pair: Check<[number, number]> = (value, at) => {
  const [low, high, ...rest] = list(num)(value, at);
  if (low === undefined || high === undefined || rest.length > 0) {
    throw new Misfit(at, "two numbers", value);
  }
  return [low, high];
};
const numberOrPair = either(num, pair);

const slider = object<SliderProps>({
  ...inputFields,
  label: text,
  min_value: optional(num),
  max_value: optional(num),
  value: optional(numberOrPair),
  step: optional(num),
  format: optional(text),
  width: fallback(width, "stretch"),
});

export default defineElement(slider, ({ props, node }) => <Range props={props} node={node} />);

function Range({ props, node }: { props: SliderProps; node: TreeNode }) {
  const { min_value: min = 0, max_value: max = 100, step = 1 } = props;
  const { value, edit } = useWidget(node.id, numberOrPair);
  const disabled = useDisabled(props.disabled);
  const [dragged, setDragged] = useState<number[]>();
  const id = useId();
  const held = value ?? props.value ?? min;
  const values = dragged ?? (typeof held === "number" ? [held] : held);
  const show = (shown: number) => formatNumber(shown, props.format ?? plainFormat(step, min, max));

  const released = (next: number[]) => {
    setDragged(undefined);
    const [low = min, high] = next;
    // A drag has ended, but a key may be pressed again at once.
    edit(high === undefined ? low : [low, high], KEY_DELAY);
  };
  const percents = values.map((at) => ((at - min) / (max - min || 1)) * 100);
  const from = percents.length > 1 ? (percents[0] ?? 0) : 0;
  const to = percents.at(-1) ?? 0;
  return (
    <div className={`stSlider ${styles.slider}`} data-testid="stSlider">
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
        step={step}
        isDisabled={disabled}
        onChange={setDragged}
        onChangeEnd={released}
      >
        <SliderTrack className={styles.track ?? ""}>
          <div className={styles.rail} />
          <div
            className={styles.fill}
            // One thumb fills from the very start of the rail, which is half a thumb outside.
            style={{ left: percents.length > 1 ? `${from}%` : "-0.5rem", right: `${100 - to}%` }}
          />
          {values.map((at, index) => (
            <SliderThumb
              key={index}
              index={index}
              className={styles.thumb ?? ""}
              aria-label={values.length > 1 ? (index === 0 ? "From" : "To") : undefined}
              aria-labelledby={values.length > 1 ? undefined : `${id}label`}
            >
              <output
                className={styles.value}
                style={{ translate: `${shiftOf(show(at), percents[index] ?? 0)}% 0` }}
                data-testid="stSliderThumbValue"
              >
                {show(at)}
              </output>
            </SliderThumb>
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

/** Near an end a long text is shifted from the middle, so that it stays over the track. */
function shiftOf(shown: string, percent: number): number {
  return shown.length <= 3 ? -50 : -percent;
}

/** Without a format, as many decimals as the step and the ends have. */
function plainFormat(step: number, min: number, max: number): string | undefined {
  const decimals = Math.max(decimalsOf(step), decimalsOf(min), decimalsOf(max));
  return decimals === 0 ? undefined : `%.${Math.min(decimals, 12)}f`;
}
