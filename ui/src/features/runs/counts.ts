/**
 * A run's counters as parts of one sum, and what may be said of its progress.
 *
 * Percent exists only once the listing is complete. It knows nothing of drawing.
 */
import type { ErrorClass, Run, RunCounts, SkipReason } from "../../ipc/bindings";

export type Tone = "good" | "partial" | "quiet" | "bad" | "open";

export interface Part {
  /** `scanned`, `skipped.unchanged`, `failed.transient`, … */
  id: string;
  state: "scanned" | "partial" | "skipped" | "failed" | "gone" | "pending";
  reason: SkipReason | null;
  error: ErrorClass | null;
  count: number;
  tone: Tone;
}

function part(id: string, state: Part["state"], count: unknown, tone: Tone): Part {
  return { id, state, reason: null, error: null, count: Number(count ?? 0), tone };
}

/** Every state that some object is in, in a fixed order. */
export function parts(counts: RunCounts): Part[] {
  const all: Part[] = [
    part("scanned", "scanned", counts.scanned, "good"),
    part("partial", "partial", counts.partial, "partial"),
  ];
  for (const [reason, count] of Object.entries(counts.skipped)) {
    all.push({ ...part(`skipped.${reason}`, "skipped", count, "quiet"), reason: reason as SkipReason });
  }
  for (const [error, count] of Object.entries(counts.failed)) {
    all.push({ ...part(`failed.${error}`, "failed", count, "bad"), error: error as ErrorClass });
  }
  all.push(part("gone", "gone", counts.gone, "quiet"), part("pending", "pending", counts.pending, "open"));
  return all.filter((one) => one.count > 0);
}

export function total(list: readonly Part[]): number {
  return list.reduce((sum, one) => sum + one.count, 0);
}

/** Whether every listed object is in exactly one state. */
export function addsUp(counts: RunCounts): boolean {
  return total(parts(counts)) === Number(counts.listed);
}

/** Share done in 0–100, only once the listing is complete. */
export function percent(run: Run): number | null {
  const listed = Number(run.counts.listed);
  if (!run.listing_complete) {
    return null;
  }
  return listed === 0 ? 100 : Math.floor((100 * (listed - Number(run.counts.pending))) / listed);
}

function sumOf(counts: { [key: string]: number | undefined }): number {
  return Object.values(counts).reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

export function skippedAll(counts: RunCounts): number {
  return sumOf(counts.skipped);
}

export function failedAll(counts: RunCounts): number {
  return sumOf(counts.failed);
}
