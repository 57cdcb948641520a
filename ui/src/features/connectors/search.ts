/**
 * The connector list's filters in the address: words and ids only, never anything that a person typed
 * as a setting. It knows nothing of requests.
 */
import type { ConnectorQuery, ConnectorStatus } from "../../ipc/bindings";

export const STATUSES: readonly ConnectorStatus[] = [
  "active",
  "pending_test",
  "paused",
  "needs_reauth",
  "error",
  "disconnected",
];

export interface ConnectorSearch {
  text?: string;
  provider?: string;
  status?: ConnectorStatus;
  collection?: string;
  deleted?: boolean;
}

function word(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** Reads an address; anything unknown is left out. */
export function readConnectorSearch(raw: Record<string, unknown>): ConnectorSearch {
  const text = word(raw.text);
  const provider = word(raw.provider);
  const status = STATUSES.find((known) => known === raw.status);
  const collection = word(raw.collection);
  return {
    ...(text === undefined ? {} : { text }),
    ...(provider === undefined ? {} : { provider }),
    ...(status === undefined ? {} : { status }),
    ...(collection === undefined ? {} : { collection }),
    ...(raw.deleted === true || raw.deleted === "true" ? { deleted: true } : {}),
  };
}

/** The query without its page. */
export function connectorQuery(search: ConnectorSearch): Omit<ConnectorQuery, "page"> {
  const { text, ...rest } = search;
  const trimmed = text?.trim() ?? "";
  return { ...rest, ...(trimmed === "" ? {} : { text: trimmed }) };
}

/** Whether anything narrows the list ("Deleted" is another list, not a filter of this one). */
export function isFiltered(search: ConnectorSearch): boolean {
  return (
    search.text !== undefined ||
    search.provider !== undefined ||
    search.status !== undefined ||
    search.collection !== undefined
  );
}
