/** Offers a string to the reader as a file. */
export function downloadText(name: string, type: string, parts: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken up the blob by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
