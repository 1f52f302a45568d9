export interface Embed {
  /** The page stands inside another one and shows no frame of its own. */
  readonly embedded: boolean;
  readonly options: readonly string[];
}

/** Reads `?embed=true&embed_options=show_toolbar&embed_options=dark_theme`. */
export function embedOptions(query: string): Embed {
  const params = new URLSearchParams(query);
  return {
    embedded: params.get("embed") === "true",
    options: params.getAll("embed_options").flatMap((value) => value.toLowerCase().split(",")),
  };
}
