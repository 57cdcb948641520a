/** What can stand in a copy for a found value, and how each looks. It knows nothing of drawing. */
import type { Action, Actions, Category } from "../ipc/bindings";

export type ActionName = Action["do"];

/** In the order in which they are offered. */
export const ACTIONS: readonly ActionName[] = [
  "replace",
  "redact",
  "mask",
  "hash",
  "encrypt",
  "pseudonymize",
  "report",
];

/** Characters that a mask may leave. */
export const MOST_KEPT = 4;
/** Characters of a label. */
export const LONGEST_LABEL = 64;

interface Sample {
  value: string;
  /** Another one of its form. */
  other: string;
}

/** The number of a test card: it belongs to nobody. */
const CARD: Sample = { value: "4111111111111111", other: "4929718035527164" };
const SAMPLES: readonly [RegExp, Sample][] = [
  [/^email/, { value: "ana@example.org", other: "k7tqx@example.org" }],
  [/^iban/, { value: "DE89370400440532013000", other: "DE44500105175407324931" }],
];

function sampleOf(detector: string): Sample {
  return SAMPLES.find(([form]) => form.test(detector))?.[1] ?? CARD;
}

/** As many `X`; of the last characters four stay at most, and a quarter of all at most. */
function masked(value: string, keepLast: number): string {
  const kept = Math.min(keepLast, MOST_KEPT, Math.floor(value.length / 4));
  const hidden = value.length - kept;
  return "X".repeat(hidden) + value.slice(hidden).replace(/[^A-Za-z0-9]/g, "X");
}

export function actionOf(name: ActionName): Action {
  return name === "mask" ? { do: "mask", keep_last: MOST_KEPT } : { do: name };
}

/** A detector's id or a word as it stands between brackets. */
export function labelText(word: string): string {
  return word
    .slice(0, LONGEST_LABEL)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "_");
}

/** What would stand for such a value; empty when nothing would. */
export function exampleOf(action: Action, detector: string): string {
  const label = labelText(detector);
  const sample = sampleOf(detector);
  switch (action.do) {
    case "report":
      return sample.value;
    case "redact":
      return "";
    case "mask":
      return masked(sample.value, action.keep_last);
    case "replace":
      return `[${action.label === undefined ? label : labelText(action.label)}]`;
    case "hash":
      return `[${label}:9b1f0c…]`;
    case "encrypt":
      return `[${label}:enc:Zk3v…]`;
    case "pseudonymize":
      return sample.other;
  }
}

/** It needs the key that rests in the vault, one for each project. */
export function needsKey(action: Action): boolean {
  return action.do === "hash" || action.do === "encrypt" || action.do === "pseudonymize";
}

export const LEAVE: Action = { do: "report" };

/** All actions that a policy can take. */
export function allActions(actions: Actions | undefined): Action[] {
  if (actions === undefined) return [];
  return [actions.otherwise, ...Object.values(actions.categories), ...Object.values(actions.detectors)];
}

/** The action of a category; absent when it has none of its own. */
export function ofCategory(actions: Actions | undefined, category: Category): Action | null {
  return actions?.categories[category] ?? null;
}
