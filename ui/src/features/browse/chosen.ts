/**
 * The rows that an action is for, and how they are named to the source.
 *
 * It knows nothing of requests, nor of what may be done with them.
 */
import type { Node, ObjectMeta, Selection } from "../../ipc/bindings";
import { isSelected, type TableSelection } from "../../kit/tableSelection";
import { idOf, keyOf } from "./order";

/** Rows beyond which a whole level is named by its folder instead of row by row. */
const NAMED_MOST = 10_000;

export interface Level {
  bucket: string;
  prefix: string;
  /** Rows are what a search found. */
  searched: boolean;
  /** The listing has reached its end. */
  complete: boolean;
}

export interface Chosen {
  nodes: readonly Node[];
  objects: number;
  folders: number;
  buckets: number;
  /** Bytes of the listed objects; folders are not counted through. */
  bytes: number;
  /** Set when it is one file. */
  file: ObjectMeta | undefined;
  /** Set when it is one row. */
  single: Node | undefined;
  /** All of the level, rows that are not listed yet included; nothing is counted then. */
  whole: boolean;
  /** What to hand to the source; undefined when it is nothing, or spread over several buckets. */
  selection: Selection | undefined;
}

export const NOTHING: Chosen = {
  nodes: [],
  objects: 0,
  folders: 0,
  buckets: 0,
  bytes: 0,
  file: undefined,
  single: undefined,
  whole: false,
  selection: undefined,
};

export function chosenAmong(rows: readonly Node[], selection: TableSelection, level: Level): Chosen {
  const everyRow = selection.all && selection.ids.size === 0;
  const named = level.searched || rows[0]?.kind === "bucket" || (level.complete && rows.length <= NAMED_MOST);
  if (everyRow && rows.length > 0 && !named) {
    const selection: Selection = { bucket: level.bucket, objects: [], prefixes: [level.prefix] };
    return { ...NOTHING, nodes: rows, whole: true, selection };
  }
  return chosenOf(everyRow ? rows : picked(rows, selection), level.bucket);
}

/** The rows that are chosen. Long lists are gone through at each step of the arrows, so ids are spelled rarely. */
function picked(rows: readonly Node[], selection: TableSelection): Node[] {
  const keys = new Set<string>();
  for (const id of selection.ids) keys.add(id.startsWith("o") ? id.slice(id.indexOf("/") + 1) : id.slice(1));
  const nodes: Node[] = [];
  for (const row of rows) {
    const chosen = keys.has(keyOf(row)) ? isSelected(selection, idOf(row)) : selection.all;
    if (chosen) nodes.push(row);
    if (!selection.all && nodes.length === selection.ids.size) break;
  }
  return nodes;
}

export function chosenOf(nodes: readonly Node[], levelBucket: string): Chosen {
  if (nodes.length === 0) return NOTHING;
  const objects: string[] = [];
  const prefixes: string[] = [];
  const places = new Set<string>();
  let buckets = 0;
  let bytes = 0;
  for (const node of nodes) {
    if (node.kind === "object") {
      objects.push(node.object.key);
      places.add(node.object.bucket);
      bytes += Number(node.size);
    } else if (node.kind === "prefix") {
      prefixes.push(node.prefix);
      places.add(levelBucket);
    } else {
      buckets += 1;
      places.add(node.name);
      prefixes.push("");
    }
  }
  const [bucket] = places;
  const single = nodes.length === 1 ? nodes[0] : undefined;
  return {
    nodes,
    objects: objects.length,
    folders: prefixes.length - buckets,
    buckets,
    bytes,
    file: single?.kind === "object" ? single : undefined,
    single,
    whole: false,
    selection: places.size === 1 && bucket !== undefined ? { bucket, objects, prefixes } : undefined,
  };
}
