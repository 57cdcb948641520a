/**
 * The folders of a source as a tree whose branches are listed when they are opened.
 *
 * A level may hold more objects than folders: it is listed up to a number of pages, and the rest on demand,
 * which the tree says. It asks for pages through the function that it is given.
 */
import type { BrowsePage, BrowseRequest } from "../../ipc/bindings";

export interface Spot {
  bucket: string;
  prefix: string;
}

export interface Branch {
  folders: Spot[];
  cursor: string | null;
  phase: "loading" | "complete" | "more" | "failed";
  problem: unknown;
}

export interface TreeState {
  open: ReadonlySet<string>;
  branches: ReadonlyMap<string, Branch>;
}

export type TreeRow =
  | { kind: "folder"; id: string; spot: Spot; depth: number; open: boolean; leaf: boolean }
  | { kind: "note"; id: string; spot: Spot; depth: number; phase: Branch["phase"]; problem: unknown };

const PAGE_ROWS = 1000;
/** Pages that are listed without being asked again. */
const PAGES_AT_ONCE = 5;

export function spotId({ bucket, prefix }: Spot): string {
  return `${bucket}\n${prefix}`;
}

/** What stands under a spot, down through all open branches. */
export function rowsOf(state: TreeState, spot: Spot, depth = 0): TreeRow[] {
  const rows: TreeRow[] = [];
  const branch = state.branches.get(spotId(spot));
  for (const folder of branch?.folders ?? []) {
    const id = spotId(folder);
    const open = state.open.has(id);
    const below = state.branches.get(id);
    const leaf = below?.phase === "complete" && below.folders.length === 0;
    rows.push({ kind: "folder", id, spot: folder, depth, open, leaf });
    if (open) rows.push(...rowsOf(state, folder, depth + 1));
  }
  if (branch !== undefined && branch.phase !== "complete") {
    rows.push({ kind: "note", id: `${spotId(spot)}\nnote`, spot, depth, phase: branch.phase, problem: branch.problem });
  }
  return rows;
}

type Fetch = (request: BrowseRequest, signal: AbortSignal) => Promise<BrowsePage>;

export class Tree {
  private state: TreeState = { open: new Set(), branches: new Map() };
  private readonly listeners = new Set<() => void>();
  private readonly waiting = new AbortController();
  private readonly fetch: Fetch;

  constructor(fetch: Fetch) {
    this.fetch = fetch;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): TreeState => this.state;

  /** Opens a branch; it is listed the first time. */
  open(spot: Spot): void {
    const id = spotId(spot);
    if (!this.state.open.has(id)) this.set({ ...this.state, open: new Set(this.state.open).add(id) });
    const branch = this.state.branches.get(id);
    if (branch === undefined || branch.phase === "failed") void this.list(spot);
  }

  fold(spot: Spot): void {
    const open = new Set(this.state.open);
    open.delete(spotId(spot));
    this.set({ ...this.state, open });
  }

  /** Lists on where a branch has stopped. */
  more(spot: Spot): void {
    const phase = this.state.branches.get(spotId(spot))?.phase;
    if (phase === "more" || phase === "failed") void this.list(spot);
  }

  close(): void {
    this.waiting.abort();
  }

  private async list(spot: Spot): Promise<void> {
    const { signal } = this.waiting;
    const known = this.state.branches.get(spotId(spot));
    let branch: Branch = known ?? { folders: [], cursor: null, phase: "loading", problem: null };
    branch = { ...branch, phase: "loading", problem: null };
    this.put(spot, branch);
    for (let page = 0; page < PAGES_AT_ONCE; page += 1) {
      try {
        const { bucket, prefix } = spot;
        const answer = await this.fetch(
          { bucket, prefix, pattern: null, cursor: branch.cursor, limit: PAGE_ROWS },
          signal,
        );
        if (signal.aborted) return;
        const found: Spot[] = [];
        for (const node of answer.nodes) {
          if (node.kind === "bucket") found.push({ bucket: node.name, prefix: "" });
          if (node.kind === "prefix") found.push({ bucket, prefix: node.prefix });
        }
        const done = answer.next_cursor === null;
        const pause = page === PAGES_AT_ONCE - 1;
        branch = {
          folders: [...branch.folders, ...found],
          cursor: answer.next_cursor,
          phase: done ? "complete" : pause ? "more" : "loading",
          problem: null,
        };
        this.put(spot, branch);
        if (done) return;
      } catch (problem) {
        if (signal.aborted) return;
        this.put(spot, { ...branch, phase: "failed", problem });
        return;
      }
    }
  }

  private put(spot: Spot, branch: Branch): void {
    this.set({ ...this.state, branches: new Map(this.state.branches).set(spotId(spot), branch) });
  }

  private set(state: TreeState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
