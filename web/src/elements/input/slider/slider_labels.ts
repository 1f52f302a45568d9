/** The least room between two labels, in pixels. */
const GAP = 8;

/**
 * Where the labels of a slider's thumbs begin: over the middle of its thumb each, but inside the room and beside each
 * other. All in pixels from the left end of the room; `centres` from left to right.
 */
export function placeLabels(
  centres: readonly number[],
  widths: readonly number[],
  room: number,
): number[] {
  const lefts = centres.map((centre, index) => within(centre, widths[index] ?? 0, room));
  const [low, high] = lefts;
  const [lowWidth = 0, highWidth = 0] = widths;
  if (low === undefined || high === undefined) return lefts;
  const overlap = low + lowWidth + GAP - high;
  if (overlap <= 0) return lefts;
  // Both give way by the same, unless one is at an end.
  const rightmost = room - highWidth - GAP - lowWidth;
  const left = Math.max(0, Math.min(low - overlap / 2, rightmost));
  return [left, left + lowWidth + GAP];
}

function within(centre: number, width: number, room: number): number {
  return Math.max(0, Math.min(centre - width / 2, room - width));
}
