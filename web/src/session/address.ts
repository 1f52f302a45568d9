/** The page's address, as far as a session reads and writes it. */
export interface Address {
  /** The query string, with its `?`, or the empty string. */
  query(): string;
  replaceQuery(query: string): void;
}

/** The address of this window. A change is not a step of the browser's history. */
export const windowAddress: Address = {
  query: () => window.location.search,
  replaceQuery: (query) => {
    const { pathname, hash } = window.location;
    window.history.replaceState(window.history.state, "", `${pathname}${query}${hash}`);
  },
};
