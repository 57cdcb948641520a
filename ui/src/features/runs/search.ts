/** The history's filters in the address: ids and words only. It knows nothing of requests. */
import type { RunQuery, RunStatus } from "../../ipc/bindings";

export const ACTIVE_STATUSES: readonly RunStatus[] = ["queued", "running", "paused"];

/** The statuses of the history; what is under way stands above it. */
export const ENDED_STATUSES: readonly RunStatus[] = [
  "completed",
  "completed_with_errors",
  "interrupted",
  "cancelled",
  "failed",
];

export interface RunSearch {
  connector?: string | undefined;
  status?: RunStatus[] | undefined;
}

function words(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");
}

/** Reads an address; anything unknown is left out. */
export function readRunSearch(raw: Record<string, unknown>): RunSearch {
  const status = words(raw.status).filter((one): one is RunStatus => ENDED_STATUSES.some((known) => known === one));
  return {
    ...(typeof raw.connector === "string" && raw.connector !== "" ? { connector: raw.connector } : {}),
    ...(status.length > 0 ? { status } : {}),
  };
}

/** What the history asks for. */
export function runQuery(search: RunSearch): RunQuery {
  return {
    ...(search.connector === undefined ? {} : { connector_id: search.connector }),
    statuses: search.status ?? [...ENDED_STATUSES],
  };
}

export function isFiltered(search: RunSearch): boolean {
  return search.connector !== undefined || search.status !== undefined;
}
