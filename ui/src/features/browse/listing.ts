/**
 * One level of a source (or a search below it), listed page by page until it is complete.
 *
 * It guards against stale answers: every opening gets a generation, and a page that belongs to an older
 * one is dropped, so a slow folder never fills another. A search of what has just been listed to its end is
 * answered from that. It knows nothing of drawing, and it asks for pages through the function that it is given.
 */
import type { BrowsePage, BrowseRequest, Node } from "../../ipc/bindings";
import { namesLike } from "./names";

export interface Place {
  connectorId: string;
  bucket: string;
  prefix: string;
  /** A glob searched in everything below; `null` lists the one level. */
  pattern: string | null;
}

export type Phase = "idle" | "loading" | "complete" | "stopped" | "failed";

export interface Listing {
  place: Place;
  /** Grows in place while pages arrive; `version` tells that it did. */
  nodes: readonly Node[];
  version: number;
  /** Entries looked at; larger than `nodes` when a pattern filters. */
  examined: number;
  phase: Phase;
  /** Set when the list held itself at its limit instead of being stopped by a person. */
  held: boolean;
  problem: unknown;
  completedAt: number | null;
}

export type FetchPage = (connectorId: string, request: BrowseRequest, signal: AbortSignal) => Promise<BrowsePage>;

const PAGE_ROWS = 1000;
/** Rows after which the list asks before it goes on: the window keeps them all in memory. */
const HOLD_EVERY = 250_000;

/** A listing that is older than this is not searched any more: the source is asked. */
const FRESH_MS = 5 * 60_000;

const NOWHERE: Place = { connectorId: "", bucket: "", prefix: "", pattern: null };

export class Lister {
  private generation = 0;
  /** Tells the source that nobody waits any more. */
  private waiting = new AbortController();
  private nodes: Node[] = [];
  private cursor: string | null = null;
  private holdAt = HOLD_EVERY;
  /** The last level that was listed to its end, when all that lies below it was in it. */
  private whole: Listing | null = null;
  private state: Listing;
  private readonly listeners = new Set<() => void>();

  private readonly fetchPage: FetchPage;
  private readonly now: () => number;

  constructor(fetchPage: FetchPage, now: () => number = Date.now) {
    this.fetchPage = fetchPage;
    this.now = now;
    this.state = {
      place: NOWHERE,
      nodes: [],
      version: 0,
      examined: 0,
      phase: "idle",
      held: false,
      problem: null,
      completedAt: null,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Listing => this.state;

  /** Shows a place from its beginning. Answers for any other place are dropped from now on. */
  open(place: Place): void {
    const known = this.known(place);
    if (known !== null) {
      this.next();
      this.nodes = [...known.nodes];
      this.set({ ...known, place, nodes: this.nodes, version: this.state.version + 1 });
      return;
    }
    this.nodes = [];
    this.cursor = null;
    this.holdAt = HOLD_EVERY;
    this.set({
      place,
      nodes: this.nodes,
      version: this.state.version + 1,
      examined: 0,
      phase: "loading",
      held: false,
      problem: null,
      completedAt: null,
    });
    void this.run(this.next());
  }

  /** Lists the same place again; what is shown stays until the first page of the new listing is there. */
  refresh(): void {
    if (this.state.phase === "idle") return;
    this.forget();
    this.nodes = [];
    this.cursor = null;
    this.holdAt = HOLD_EVERY;
    this.set({ ...this.state, examined: 0, phase: "loading", held: false, problem: null, completedAt: null });
    void this.run(this.next());
  }

  /** Stops where it is; what has been listed stays and is called "so far". */
  stop(): void {
    if (this.state.phase === "loading") {
      this.next();
      this.set({ ...this.state, phase: "stopped", held: false });
    }
  }

  /** Goes on after a stop, a hold or a failed page. */
  resume(): void {
    if (this.state.phase === "stopped" || this.state.phase === "failed") {
      this.holdAt = Math.max(this.holdAt, this.nodes.length + HOLD_EVERY);
      this.set({ ...this.state, phase: "loading", held: false, problem: null });
      void this.run(this.next());
    }
  }

  /** What was listed is no longer what is there. */
  forget(): void {
    this.whole = null;
  }

  /** The answer for a place from what has just been listed, when it is in there. */
  private known(place: Place): Listing | null {
    const { whole } = this;
    const from = this.state.place;
    const same = (other: Place) =>
      other.connectorId === place.connectorId && other.bucket === place.bucket && other.prefix === place.prefix;
    // Going somewhere looks afresh; searching where one is, and clearing the search, does not.
    if (whole === null || !same(whole.place) || !same(from) || from.pattern === place.pattern) return null;
    if (this.now() - (whole.completedAt ?? 0) > FRESH_MS) return null;
    if (place.pattern === null) return whole;
    const like = namesLike(place.pattern);
    if (like === null) return null;
    const nodes = whole.nodes.filter(
      (node) => node.kind === "object" && like(node.object.key.slice(place.prefix.length)),
    );
    return { ...whole, nodes };
  }

  /** Drops everything that is still on its way. */
  close(): void {
    this.next();
  }

  private next(): number {
    this.waiting.abort();
    this.waiting = new AbortController();
    this.generation += 1;
    return this.generation;
  }

  private async run(generation: number): Promise<void> {
    const { place } = this.state;
    const { signal } = this.waiting;
    for (;;) {
      let page: BrowsePage;
      try {
        const { bucket, prefix, pattern } = place;
        const request = { bucket, prefix, pattern, cursor: this.cursor, limit: PAGE_ROWS };
        page = await this.fetchPage(place.connectorId, request, signal);
      } catch (problem) {
        if (generation === this.generation) {
          this.set({
            ...this.state,
            nodes: this.nodes,
            version: this.state.version + 1,
            phase: "failed",
            problem,
          });
        }
        return;
      }
      if (generation !== this.generation) {
        return;
      }
      for (const node of page.nodes) {
        this.nodes.push(node);
      }
      const looped = page.next_cursor !== null && page.next_cursor === this.cursor;
      this.cursor = page.next_cursor;
      const held = this.nodes.length >= this.holdAt;
      const complete = page.next_cursor === null;
      this.set({
        ...this.state,
        nodes: this.nodes,
        version: this.state.version + 1,
        examined: this.state.examined + Number(page.examined),
        phase: complete ? "complete" : held || looped ? "stopped" : "loading",
        held: held && !complete,
        completedAt: complete ? this.now() : null,
      });
      if (complete && place.pattern === null && this.nodes.every(({ kind }) => kind === "object")) {
        this.whole = this.state;
      }
      if (complete || held || looped) {
        return;
      }
    }
  }

  private set(state: Listing): void {
    this.state = state;
    for (const listener of this.listeners) {
      listener();
    }
  }
}
