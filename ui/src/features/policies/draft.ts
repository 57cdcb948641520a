/** A policy as it is edited: its draft, its threshold in steps, and the names of detectors that a person makes. */
import type { Actions, CustomDetector, Policy, PolicyDraft, ThresholdStep } from "../../ipc/bindings";
import { tidied } from "./copyActions";

export function draftOf(policy: Policy): PolicyDraft {
  const { name, description, detectors, min_confidence, custom_detectors } = policy;
  return withActions({ name, description, detectors, min_confidence, custom_detectors }, policy.actions);
}

/** A draft that decides nothing about copies does not name them. */
export function withActions(draft: PolicyDraft, actions: Actions | undefined): PolicyDraft {
  const { actions: _before, ...rest } = draft;
  const tidy = tidied(actions);
  return tidy === undefined ? rest : { ...rest, actions: tidy };
}

export function newDraft(name: string): PolicyDraft {
  return {
    name,
    description: "",
    detectors: { choose: "all", except: [] },
    min_confidence: 0.5,
    custom_detectors: [],
  };
}

export function sameDraft(one: PolicyDraft, other: PolicyDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export const LEAST_PERCENT = 30;
export const MOST_PERCENT = 95;
export const STEP_PERCENT = 5;

/** Shares are kept as 32-bit numbers: what was 0.65 may come back a little beside it. */
export function percentOf(share: number): number {
  return Math.round(share * 100);
}

export interface Split {
  hidden: number;
  shown: number;
}

/** What a threshold in percent hides and shows of the findings of its steps. */
export function splitAt(steps: readonly ThresholdStep[], percent: number): Split {
  const split = { hidden: 0, shown: 0 };
  for (const { from, findings } of steps) {
    if (percentOf(from) < percent) split.hidden += findings;
    else split.shown += findings;
  }
  return split;
}

export function emptyDetector(): CustomDetector {
  return {
    id: "",
    title: "",
    category: "custom",
    severity: "medium",
    look_for: { kind: "pattern", pattern: "", ignore_case: false },
    context_words: [],
    need_context: false,
  };
}

/** A name in small letters, digits and `_` that no other detector of the policy has; 40 at most. */
export function idOf(title: string, taken: readonly string[]): string {
  const base =
    title
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
      .slice(0, 36)
      .replace(/_+$/, "") || "detector";
  let id = base;
  for (let at = 2; taken.includes(id); at += 1) id = `${base}_${at}`;
  return id;
}

/** One entry per line; blank ones and doubles are left out. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}
