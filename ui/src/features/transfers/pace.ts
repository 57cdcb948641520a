/**
 * How fast each transfer goes and how long it has left, from whole pictures of the last seconds.
 *
 * It knows nothing of how pictures arrive, and takes the time as a parameter.
 */
import type { Transfer, TransferStatus } from "../../ipc/bindings";

/** Pictures older than this say nothing of the present speed. */
const WINDOW_MS = 10_000;
/** Two pictures closer than this give no speed. */
const LEAST_MS = 700;

export interface Pace {
  bytesPerSecond: number;
  /** Seconds; unknown while nothing moves. */
  left: number | null;
}

interface Sight {
  at: number;
  bytes: number;
}

export class Speedometer {
  private readonly sights = new Map<string, Sight[]>();

  /** Takes in a picture and answers the pace of all that run. */
  take(transfers: readonly Transfer[], now: number): ReadonlyMap<string, Pace> {
    const paces = new Map<string, Pace>();
    const running = new Set<string>();
    for (const { id, status, bytes, bytes_done } of transfers) {
      if (status !== "running") continue;
      running.add(id);
      // A retry counts back.
      const known = (this.sights.get(id) ?? []).filter(
        (sight) => now - sight.at <= WINDOW_MS && sight.bytes <= bytes_done,
      );
      known.push({ at: now, bytes: bytes_done });
      this.sights.set(id, known);
      const first = known[0];
      if (first === undefined || now - first.at < LEAST_MS) continue;
      const bytesPerSecond = ((bytes_done - first.bytes) * 1000) / (now - first.at);
      paces.set(id, { bytesPerSecond, left: bytesPerSecond > 0 ? (bytes - bytes_done) / bytesPerSecond : null });
    }
    for (const id of this.sights.keys()) if (!running.has(id)) this.sights.delete(id);
    return paces;
  }
}

const OPEN: ReadonlySet<TransferStatus> = new Set(["counting", "running", "paused", "needs_answer"]);

/** Not at its end yet. */
export function isOpen({ status }: Pick<Transfer, "status">): boolean {
  return OPEN.has(status);
}

/** 0 to 1 by bytes, or by items where all are empty. */
export function shareOf({ bytes, bytes_done, items, done, skipped, failed }: Transfer): number {
  if (bytes > 0) return Math.min(1, bytes_done / bytes);
  return items > 0 ? Math.min(1, (done + skipped + failed) / items) : 0;
}

export interface Tally {
  moving: number;
  paused: number;
  questions: number;
  withErrors: number;
}

export function tally(transfers: readonly Transfer[]): Tally {
  const sum: Tally = { moving: 0, paused: 0, questions: 0, withErrors: 0 };
  for (const { status } of transfers) {
    if (status === "running" || status === "counting") sum.moving += 1;
    else if (status === "paused") sum.paused += 1;
    else if (status === "needs_answer") sum.questions += 1;
    else if (status === "completed_with_errors") sum.withErrors += 1;
  }
  return sum;
}

/** Transfers whose status is another than in the picture before; the first picture changes nothing. */
export function changedStatus(before: readonly Transfer[] | undefined, now: readonly Transfer[]): Transfer[] {
  if (before === undefined) return [];
  const known = new Map(before.map(({ id, status }) => [id, status]));
  return now.filter(({ id, status }) => known.get(id) !== status);
}
