import { formatNumber } from "../../../format/number";
import { type Numeric, narrowInt } from "../../../protocol/check";

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A figure in the format that the script asked for. Text that is not a number stays as it is. */
export function figureText(figure: string, format: string | undefined): string {
  if (format === undefined || !NUMBER.test(figure)) return figure;
  const text = formatNumber(exactly(figure.trim()), format);
  // A rise that is marked as such stays marked.
  return figure.trim().startsWith("+") && !/^[+-]/.test(text) ? `+${text}` : text;
}

/** Integers of any size are what they are. */
function exactly(figure: string): Numeric {
  return /^[+-]?\d+$/.test(figure) ? narrowInt(BigInt(figure.replace("+", ""))) : Number(figure);
}
