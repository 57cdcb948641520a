/**
 * Live pictures of running syncs, kept in order.
 *
 * Each snapshot is whole; one that is older than what is shown (by its sequence) is dropped. It
 * knows nothing of how snapshots arrive.
 */
import type { Run, RunSnapshot } from "../../ipc/bindings";

export interface Live {
  snapshot: RunSnapshot;
  /** When the snapshot arrived, in milliseconds since 1970. */
  takenAt: number;
}

export type LiveRuns = ReadonlyMap<string, Live>;

export const NO_RUNS: LiveRuns = new Map();

const ACTIVE: ReadonlySet<string> = new Set(["queued", "running", "paused"]);

/**
 * Takes a snapshot in; returns the same map when it is older than what is known. A run that is resumed
 * after its end counts its pictures anew.
 */
export function take(runs: LiveRuns, snapshot: RunSnapshot, now: number): LiveRuns {
  const known = runs.get(snapshot.run.id);
  if (known !== undefined && ACTIVE.has(known.snapshot.run.status) && snapshot.sequence <= known.snapshot.sequence) {
    return runs;
  }
  return new Map(runs).set(snapshot.run.id, { snapshot, takenAt: now });
}

export interface UnderWay {
  run: Run;
  snapshot: RunSnapshot | undefined;
}

/**
 * Runs under way, newest first: the stored ones with their live picture, and those that began after the
 * list was read. A run that the newer list no longer names has ended, whatever its last picture said.
 */
export function underWay(
  stored: readonly Run[],
  runs: LiveRuns,
  storedAt: number,
  connectorId: string | undefined,
): UnderWay[] {
  const found: UnderWay[] = [];
  for (const run of stored) {
    const snapshot = runs.get(run.id)?.snapshot;
    const newest = snapshot?.run ?? run;
    if (ACTIVE.has(newest.status)) found.push({ run: newest, snapshot });
  }
  for (const { snapshot, takenAt } of runs.values()) {
    const { run } = snapshot;
    const known = stored.some((one) => one.id === run.id);
    const wanted = connectorId === undefined || run.connector_id === connectorId;
    if (!known && wanted && takenAt > storedAt && ACTIVE.has(run.status)) found.push({ run, snapshot });
  }
  return found.sort((a, b) => (a.run.queued_at < b.run.queued_at ? 1 : -1));
}

/** The newest picture of a run, live or asked for. */
export function newest(asked: RunSnapshot | undefined, known: Live | undefined): RunSnapshot | undefined {
  if (asked === undefined || known === undefined) return asked ?? known?.snapshot;
  if (!ACTIVE.has(asked.run.status)) return asked;
  return known.snapshot.sequence >= asked.sequence ? known.snapshot : asked;
}
