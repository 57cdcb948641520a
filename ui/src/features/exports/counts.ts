/** What became of an export's objects, in numbers, and what can be done with it now. It draws nothing. */
import type { CopyItem, CopyState, Export } from "../../ipc/bindings";

export const COPY_STATES: readonly CopyState[] = ["verified", "unchanged", "refused", "failed"];

export const copies = ({ totals }: Export): number => totals.verified + totals.unchanged;
export const without = ({ totals }: Export): number => totals.refused + totals.failed;
export const done = (one: Export): number => copies(one) + without(one);

/** There is a copy of it. */
export const isCopy = ({ state }: CopyItem): boolean => state === "verified" || state === "unchanged";

/** Objects are left, or failed and can be tried again. */
export function canGoOn(one: Export): boolean {
  return one.status !== "running" && copies(one) + one.totals.refused < one.objects;
}

/** All have been looked at: going on only tries the failed ones again. */
export function isRetry(one: Export): boolean {
  return done(one) >= one.objects;
}

export function readState(value: unknown): CopyState | undefined {
  return COPY_STATES.find((one) => one === value);
}
