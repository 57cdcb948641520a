/** The place of the browser in the address. It knows nothing of requests. */
export interface BrowseSearch {
  connector?: string | undefined;
  bucket?: string | undefined;
  prefix?: string | undefined;
  /** As typed into the search box. */
  pattern?: string | undefined;
  /** The exact key of the object whose panel is open. */
  object?: string | undefined;
}

function text(value: unknown): string | undefined {
  // The router reads a key such as `2026` as a number.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function clean(search: BrowseSearch): BrowseSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ""));
}

export function readBrowseSearch(raw: Record<string, unknown>): BrowseSearch {
  return clean({
    connector: text(raw.connector),
    bucket: text(raw.bucket),
    prefix: text(raw.prefix),
    pattern: text(raw.pattern),
    object: text(raw.object),
  });
}

/** The address with some parts changed. */
export function changed(search: BrowseSearch, change: BrowseSearch): BrowseSearch {
  return clean({ ...search, ...change });
}
