/**
 * All that runs ask of the backend: the only file here that calls it. One subscription to live pictures
 * serves every page that is open; it starts with the first listener and ends with the last.
 */
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type {
  Connector,
  Document,
  DocumentState,
  Page,
  Problem,
  Run,
  RunEvent,
  RunQuery,
  RunSnapshot,
} from "../../ipc/bindings";
import { call, cancelTask, freshId } from "../../ipc/client";
import { ACTIVE_STATUSES } from "./search";
import { type LiveRuns, NO_RUNS, take } from "./snapshots";

export { asProblem } from "../../ipc/client";

const PAGE = 200;

let live: LiveRuns = NO_RUNS;
let task: string | undefined;
let again: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function begin(): void {
  const mine = freshId();
  task = mine;
  call("runs_watch", { task_id: mine }, (snapshot) => {
    if (task !== mine) return;
    const next = take(live, snapshot, Date.now());
    if (next === live) return;
    live = next;
    for (const listener of listeners) listener();
  }).catch(() => {
    // The list below still tells the stored state; the live pictures are asked for again soon.
    if (task === mine) again = setTimeout(begin, 3000);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (task === undefined) begin();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(again);
    if (task !== undefined) void cancelTask(task);
    task = undefined;
    live = NO_RUNS;
  };
}

/** The newest picture of every run under way. */
export function useLiveRuns(): LiveRuns {
  return useSyncExternalStore(subscribe, () => live);
}

/** Runs that wait or work, as stored: what is shown until the first live picture arrives. */
export function useActiveRuns(connectorId: string | undefined) {
  const query: RunQuery = {
    statuses: [...ACTIVE_STATUSES],
    ...(connectorId === undefined ? {} : { connector_id: connectorId }),
  };
  return useQuery<Page<Run>, Problem>({
    queryKey: ["runs", "active", query],
    queryFn: () => call("run_list", { ...query, page: { limit: 100, offset: null, cursor: null } }),
  });
}

export function runPage(query: RunQuery, offset: number, limit: number): Promise<Page<Run>> {
  return call("run_list", { ...query, page: { limit, offset, cursor: null } });
}

export function useRun(id: string) {
  return useQuery<RunSnapshot, Problem>({ queryKey: ["runs", "one", id], queryFn: () => call("run_show", { id }) });
}

export function eventPage(id: string, offset: number, limit: number): Promise<Page<RunEvent>> {
  return call("run_events", { id, page: { limit, offset, cursor: null } });
}

/** Reads a log to its end, handing over each page; ends early once `signal` is aborted. */
export async function readEvents(
  id: string,
  signal: AbortSignal,
  onPage: (rows: RunEvent[], total: number) => void,
): Promise<void> {
  let offset = 0;
  for (;;) {
    const page: Page<RunEvent> = await eventPage(id, offset, PAGE);
    if (signal.aborted) return;
    onPage(page.rows, page.total);
    offset += page.rows.length;
    if (page.rows.length === 0 || offset >= page.total) return;
  }
}

export function documentPage(
  runId: string,
  states: DocumentState[],
  offset: number,
  limit: number,
): Promise<Page<Document>> {
  return call("document_list", { run_id: runId, states, page: { limit, offset, cursor: null } });
}

/** Every connector by name, for the filter. */
export function useConnectorNames() {
  return useQuery({
    queryKey: ["connectors", "names"],
    queryFn: async () => {
      const names: Pick<Connector, "id" | "name">[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Connector> = await call("connector_list", { page: { limit: 100, offset: null, cursor } });
        names.push(...page.rows.map(({ id, name }) => ({ id, name })));
        cursor = page.next_cursor;
      } while (cursor !== null);
      return names.sort((a, b) => a.name.localeCompare(b.name));
    },
  });
}

export function cancelRun(id: string): Promise<Run> {
  return call("run_cancel", { id });
}

export function resumeRun(id: string): Promise<Run> {
  return call("run_resume", { id });
}
