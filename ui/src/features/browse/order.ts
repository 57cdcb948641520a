/**
 * The shown order of a listing, its names, and the search typed over it.
 *
 * Folders come before objects in every order. It knows nothing of where rows come from.
 */
import type { Node } from "../../ipc/bindings";
import { nameOf } from "./keys";
import { byNumber, momentOf } from "./sorting";

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

function sizeOf(node: Node): number {
  return node.kind === "object" ? Number(node.size) : -1;
}

function modifiedOf(node: Node): number {
  const text = node.kind === "object" ? node.modified : node.kind === "bucket" ? node.created : null;
  return text === null ? 0 : momentOf(text);
}

/** Rows beyond which names are compared plainly: a locale's rules on so many would hold up the window. */
const COLLATE_MOST = 20_000;

/** The nodes in the wanted order. A million of them are put in order within the time of a click. */
export function arrange(nodes: readonly Node[], order: Order): Node[] {
  const folders: Node[] = [];
  const objects: Node[] = [];
  for (const node of nodes) (node.kind === "object" ? objects : folders).push(node);
  const compare = nodes.length <= COLLATE_MOST ? byLocale() : byCharacters;
  return arranged(folders, order, compare).concat(arranged(objects, order, compare));
}

function byCharacters(a: Node, b: Node): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** As people count: `a9` before `a10`. */
function byLocale(): (a: Node, b: Node) => number {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return (a, b) => collator.compare(keyOf(a), keyOf(b)) || byCharacters(a, b);
}

function arranged(nodes: Node[], { column, descending }: Order, compare: (a: Node, b: Node) => number): Node[] {
  // Sources list by name mostly, so that there is often nothing to do.
  if (nodes.some((node, at) => at > 0 && compare(nodes[at - 1] as Node, node) > 0)) nodes.sort(compare);
  if (descending) nodes.reverse();
  if (column === "name") return nodes;
  return byNumber(nodes, column === "size" ? sizeOf : modifiedOf, descending);
}

/** What the search box asks the source for: a word is looked for in names, a glob is taken as it is. */
export function patternOf(typed: string): string | null {
  const wanted = typed.trim();
  if (wanted === "") return null;
  return /[*?[{]/.test(wanted) ? wanted : `*${wanted}*`;
}
