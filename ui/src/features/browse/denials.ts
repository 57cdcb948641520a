/**
 * What the source has refused for want of a permission, remembered for a while so that the control is greyed
 * with the reason instead of failing again. Reloading the place forgets it.
 */
import { useSyncExternalStore } from "react";
import type { Problem } from "../../ipc/bindings";

export type Deniable = "delete" | "link" | "download" | "upload";

const REMEMBERED_MS = 30 * 60_000;

interface Denial {
  message: string;
  until: number;
}

let denials: ReadonlyMap<string, Denial> = new Map();
const listeners = new Set<() => void>();

function put(next: ReadonlyMap<string, Denial>): void {
  denials = next;
  for (const listener of listeners) listener();
}

const keyFor = (connectorId: string, bucket: string, what: Deniable) => JSON.stringify([connectorId, bucket, what]);

/** Remembers a refusal; any other problem says nothing of permissions. */
export function noteDenied(connectorId: string, bucket: string, what: Deniable, problem: Problem): void {
  if (problem.class !== "permission_denied") return;
  const message = [problem.message, problem.remedy].filter((part) => part !== "").join(" ");
  put(new Map(denials).set(keyFor(connectorId, bucket, what), { message, until: Date.now() + REMEMBERED_MS }));
}

export function forgetDenials(): void {
  if (denials.size > 0) put(new Map());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says why something was refused here lately. */
export function useDenials(connectorId: string, bucket: string): (what: Deniable) => string | undefined {
  const known = useSyncExternalStore(subscribe, () => denials);
  return (what) => {
    const denial = known.get(keyFor(connectorId, bucket, what));
    return denial !== undefined && denial.until > Date.now() ? denial.message : undefined;
  };
}
