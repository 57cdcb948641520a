/**
 * The filters of the findings list in the address: ids and words only, never a value or a sample.
 *
 * It maps an address to the engine's filter and back; it knows nothing of requests or of drawing.
 */
import type { Category, FindingFilter, FindingSort, FindingStatus, GroupBy, Severity } from "../../ipc/bindings";

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
export const STATUSES: readonly FindingStatus[] = ["open", "resolved", "ignored", "false_positive"];
export const CATEGORIES: readonly Category[] = [
  "personal",
  "financial",
  "health",
  "government_id",
  "credential",
  "network",
  "custom",
];
export const GROUPS: readonly GroupBy[] = ["detector", "object", "connector"];
export const SORTS: readonly FindingSort[] = [
  "severity",
  "confidence",
  "detector",
  "object",
  "first_seen",
  "last_seen",
];

export interface FindingSearch {
  connector?: string | undefined;
  document?: string | undefined;
  run?: string | undefined;
  bucket?: string | undefined;
  prefix?: string | undefined;
  /** Keyed hash of a value, to see where else it lies. */
  fingerprint?: string | undefined;
  detector?: string[] | undefined;
  category?: Category[] | undefined;
  severity?: Severity[] | undefined;
  /** Absent means the open ones; `any` means all. */
  status?: (FindingStatus | "any")[] | undefined;
  /** Percent. */
  confidence?: number | undefined;
  text?: string | undefined;
  gone?: boolean | undefined;
  /** Only those that a threshold or a rule hides. */
  hidden?: boolean | undefined;
  /** The logical place inside one document. */
  place?: string | undefined;
  /** One row per value instead of one per place. */
  values?: boolean | undefined;
  group?: GroupBy | undefined;
  sort?: FindingSort | undefined;
  up?: boolean | undefined;
  /** The finding whose panel is open. */
  finding?: string | undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === "number") {
    return String(value);
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((one) => one === value);
}

function someOf<T extends string>(value: unknown, known: readonly T[]): T[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const found = known.filter((one) => list.includes(one));
  return found.length > 0 ? found : undefined;
}

function clean(search: FindingSearch): FindingSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** Reads an address; what is unknown or out of range is left out. */
export function readFindingSearch(raw: Record<string, unknown>): FindingSearch {
  const detectors = (Array.isArray(raw.detector) ? raw.detector : [raw.detector]).filter(
    (one): one is string => typeof one === "string" && /^[a-z0-9_.-]{1,80}$/.test(one),
  );
  const confidence = Number(raw.confidence);
  return clean({
    connector: text(raw.connector),
    document: text(raw.document),
    run: text(raw.run),
    bucket: text(raw.bucket),
    prefix: text(raw.prefix),
    fingerprint: text(raw.fingerprint),
    detector: detectors.length > 0 ? detectors : undefined,
    category: someOf(raw.category, CATEGORIES),
    severity: someOf(raw.severity, SEVERITIES),
    status: someOf(raw.status, [...STATUSES, "any" as const]),
    confidence: confidence > 0 && confidence <= 100 ? Math.round(confidence) : undefined,
    text: text(raw.text),
    gone: raw.gone === true || raw.gone === "true" ? true : undefined,
    hidden: raw.hidden === true || raw.hidden === "true" ? true : undefined,
    // A text without a column lies at the empty place.
    place: typeof raw.place === "string" ? raw.place : undefined,
    values: raw.values === true || raw.values === "true" ? true : undefined,
    group: oneOf(raw.group, GROUPS),
    sort: oneOf(raw.sort, SORTS),
    up: raw.up === true || raw.up === "true" ? true : undefined,
    finding: text(raw.finding),
  });
}

/** What the engine is asked for. */
export function findingFilter(search: FindingSearch): FindingFilter {
  const statuses =
    search.status === undefined
      ? (["open"] as FindingStatus[])
      : search.status.filter((one): one is FindingStatus => one !== "any");
  const filter: FindingFilter = {};
  if (search.connector !== undefined) filter.connector_id = search.connector;
  if (search.document !== undefined) filter.document_id = search.document;
  if (search.run !== undefined) filter.run_id = search.run;
  if (search.bucket !== undefined) filter.bucket = search.bucket;
  if (search.prefix !== undefined) filter.prefix = search.prefix;
  if (search.fingerprint !== undefined) filter.fingerprint = search.fingerprint;
  if (search.detector !== undefined) filter.detectors = search.detector;
  if (search.category !== undefined) filter.categories = search.category;
  if (search.severity !== undefined) filter.severities = search.severity;
  if (search.status?.includes("any") !== true) filter.statuses = statuses;
  if (search.confidence !== undefined) filter.min_confidence = search.confidence / 100;
  if (search.text !== undefined) filter.text = search.text;
  if (search.gone === true) filter.include_gone = true;
  if (search.hidden === true) filter.hidden = true;
  if (search.place !== undefined) filter.place = search.place;
  return filter;
}

/** The same filter with one more condition from a group. */
export function insideGroup(search: FindingSearch, by: GroupBy, id: string): FindingSearch {
  const rest = { ...search, group: undefined, finding: undefined };
  switch (by) {
    case "detector":
      return clean({ ...rest, detector: [id] });
    case "object":
      return clean({ ...rest, document: id });
    case "connector":
      return clean({ ...rest, connector: id });
  }
}

/** True when anything beyond the usual (open findings) narrows the list. */
export function narrowed(search: FindingSearch): boolean {
  const { group, values, sort, up, finding, ...filters } = search;
  return Object.values(filters).some((value) => value !== undefined);
}

/** How the findings are shown. */
export const VIEWS = ["places", "values", ...GROUPS] as const;
export type View = (typeof VIEWS)[number];

export function viewOf(search: FindingSearch): View {
  return search.group ?? (search.values === true ? "values" : "places");
}

export function inView(search: FindingSearch, view: View): FindingSearch {
  const group = GROUPS.find((one) => one === view);
  return clean({ ...search, group, values: view === "values" ? true : undefined, finding: undefined });
}

/** An address without its filters, but with order and grouping. */
export function withoutFilters(search: FindingSearch): FindingSearch {
  return clean({ group: search.group, values: search.values, sort: search.sort, up: search.up });
}

/** The order asked for; the worst come first unless the address says otherwise. */
export function orderOf(search: FindingSearch): { sort: FindingSort; descending: boolean } {
  return { sort: search.sort ?? "severity", descending: search.up !== true };
}

/** The address after a click on a column's head: what is worst, surest or newest comes first. */
export function sortedBy(search: FindingSearch, column: FindingSort): FindingSearch {
  const now = orderOf(search);
  const downFirst = column !== "detector" && column !== "object";
  const descending = now.sort === column ? !now.descending : downFirst;
  return clean({ ...search, sort: column, up: descending ? undefined : true });
}

/** The address with some parts changed; `undefined` removes one. */
export function changed(search: FindingSearch, change: FindingSearch): FindingSearch {
  return clean({ ...search, ...change });
}
