/** Text that no rule of markdown touches, so that it can be drawn without the markdown engine. */
export function isPlain(source: string): boolean {
  return (
    !/[*_`~:[\]<>$\\#!|&\n@^]|https?|www\.|^\s|\s$/.test(source) &&
    !/^(?:[-+=]|\d+[.)])/.test(source)
  );
}
