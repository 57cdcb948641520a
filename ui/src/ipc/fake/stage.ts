/** What all parts of the stand-in share: its world, its pace, and how it tells that something changed. */
import type { Connector, PageRequest, Problem, Run } from "../bindings";
import type { ArgsOf, CommandName, MessageOf, ResultOf } from "../client";
import { makeWorld } from "./world";

/** Answers to some of the commands. */
export type Part<N extends CommandName> = {
  [K in N]: (args: ArgsOf<K>, say: (message: MessageOf<K>) => void) => ResultOf<K> | Promise<ResultOf<K>>;
};

export const notFound: Problem = {
  class: "not_found",
  message: "It is not there any more.",
  remedy: "Go back to the list.",
};

export const now = () => new Date().toISOString();

export function paged<T>(rows: readonly T[], page: PageRequest | undefined, usual: number) {
  const start = page?.offset ?? Number(page?.cursor ?? 0);
  const limit = page?.limit ?? usual;
  const next = start + limit;
  return { rows: rows.slice(start, next), total: rows.length, next_cursor: next < rows.length ? String(next) : null };
}

export type Stage = ReturnType<typeof makeStage>;

export function makeStage(options: { now: number; pace: number; fresh: boolean }) {
  const world = makeWorld(options.now);
  if (options.fresh) Object.assign(world, { connectors: [], documents: [], findings: [], runs: [] });
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  /** Names of tasks. */
  const cancelled = new Set<string>();
  const wait = (steps = 1) =>
    new Promise<void>((done) => (options.pace > 0 ? setTimeout(done, options.pace * steps) : done()));
  const tell = (event: string, payload: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  };
  const stale = (...tags: string[]) => setTimeout(() => tell("stale", { tags }), 0);
  function connectorOf(id: string): Connector {
    const found = world.connectors.find((one) => one.id === id);
    if (!found) throw notFound;
    return found;
  }
  function runOf(id: string): Run {
    const found = world.runs.find((one) => one.id === id);
    if (!found) throw notFound;
    return found;
  }
  function changed(id: string, patch: Partial<Connector>): Connector {
    Object.assign(connectorOf(id), patch, { updated_at: now() });
    stale("connectors", "overview", "engine");
    return { ...connectorOf(id) };
  }

  return { world, listeners, cancelled, wait, stale, connectorOf, runOf, changed };
}
