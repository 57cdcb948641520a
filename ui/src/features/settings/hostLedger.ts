/** The ledger of hosts as rows: which fit what is typed, in which order, and as text to take along. */
import type { HostContact } from "../../ipc/bindings";

export const HOST_COLUMNS = [
  "host",
  "purposes",
  "connectors",
  "requests",
  "received",
  "sent",
  "first",
  "last",
] as const;
export type HostColumn = (typeof HOST_COLUMNS)[number];

export interface HostOrder {
  column: HostColumn;
  descending: boolean;
}

/** Every word that is typed has to be in the host, a purpose or a connector's name. */
export function fitting(hosts: readonly HostContact[], text: string): HostContact[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  return hosts.filter((one) => {
    const known = [one.host, ...one.purposes, ...one.connectors].join("\n").toLowerCase();
    return words.every((word) => known.includes(word));
  });
}

function cellOf(one: HostContact, column: HostColumn): string | number {
  switch (column) {
    case "requests":
    case "received":
    case "sent":
      return one[column];
    case "first":
      return Date.parse(one.first_at);
    case "last":
      return Date.parse(one.last_at);
    case "host":
      return one.host;
    default:
      return one[column].join(", ");
  }
}

/** A stable order; hosts that are equal otherwise stand by name. */
export function inOrder(hosts: readonly HostContact[], { column, descending }: HostOrder): HostContact[] {
  const sign = descending ? -1 : 1;
  return [...hosts].sort((a, b) => {
    const [one, other] = [cellOf(a, column), cellOf(b, column)];
    const order =
      typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
    return sign * order || a.host.localeCompare(b.host);
  });
}

/** Tab-separated, with the exact numbers and moments. */
export function asTable(hosts: readonly HostContact[]): string {
  const rows = hosts.map((one) => [
    one.host,
    one.requests,
    one.received,
    one.sent,
    one.first_at,
    one.last_at,
    one.purposes.join(", "),
    one.connectors.join(", "),
  ]);
  const head = ["host", "requests", "bytes_received", "bytes_sent", "first_at", "last_at", "purposes", "connectors"];
  return `${[head, ...rows].map((row) => row.join("\t")).join("\n")}\n`;
}
