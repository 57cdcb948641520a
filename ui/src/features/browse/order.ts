/**
 * The shown order of a listing, its names, and the search typed over it.
 *
 * Folders come before objects in every order. It knows nothing of where rows come from.
 */
import type { Node } from "../../ipc/bindings";
import { nameOf } from "./keys";

export type SortColumn = "name" | "size" | "modified";

export interface Order {
  column: SortColumn;
  descending: boolean;
}

/** The exact text that names a node inside its level. */
export function keyOf(node: Node): string {
  switch (node.kind) {
    case "bucket":
      return node.name;
    case "prefix":
      return node.prefix;
    case "object":
      return node.object.key;
  }
}

/** Unique in a listing. */
export function idOf(node: Node): string {
  return node.kind === "object" ? `o${node.object.bucket}/${node.object.key}` : `${node.kind[0]}${keyOf(node)}`;
}

/** What the list shows: the name, or below a search the way from the searched folder. */
export function labelOf(node: Node, base: string | null): string {
  const key = keyOf(node);
  if (node.kind === "bucket") {
    return key;
  }
  return base !== null && key.startsWith(base) ? key.slice(base.length) : nameOf(key);
}

function folderFirst(node: Node): number {
  return node.kind === "object" ? 1 : 0;
}

function sizeOf(node: Node): number {
  return node.kind === "object" ? Number(node.size) : -1;
}

function modifiedOf(node: Node): number {
  const text = node.kind === "object" ? node.modified : node.kind === "bucket" ? node.created : null;
  return text === null ? 0 : Date.parse(text);
}

/** Rows beyond which names are compared plainly: a locale's rules on so many would hold up the window. */
const COLLATE_MOST = 20_000;

/** The nodes in the wanted order. */
export function arrange(nodes: readonly Node[], order: Order): Node[] {
  const sign = order.descending ? -1 : 1;
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const byLocale = nodes.length <= COLLATE_MOST;
  const keyed = nodes.map((node) => ({
    node,
    folder: folderFirst(node),
    key: keyOf(node),
    value: order.column === "size" ? sizeOf(node) : order.column === "modified" ? modifiedOf(node) : 0,
  }));
  keyed.sort(
    (a, b) =>
      a.folder - b.folder ||
      sign * (a.value - b.value) ||
      sign * ((byLocale ? collator.compare(a.key, b.key) : 0) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
  );
  return keyed.map((row) => row.node);
}

/** What the search box asks the source for: a word is looked for in names, a glob is taken as it is. */
export function patternOf(typed: string): string | null {
  const wanted = typed.trim();
  if (wanted === "") return null;
  return /[*?[{]/.test(wanted) ? wanted : `*${wanted}*`;
}
