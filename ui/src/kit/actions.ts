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

/** The number of a test card: it belongs to nobody. */
const SAMPLE = "4111111111111111";

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

/** What would stand for the number of a test card; empty when nothing would. */
export function exampleOf(action: Action, detector: string): string {
  const label = labelText(detector);
  switch (action.do) {
    case "report":
      return SAMPLE;
    case "redact":
      return "";
    case "mask":
      return "X".repeat(SAMPLE.length - action.keep_last) + SAMPLE.slice(SAMPLE.length - action.keep_last);
    case "replace":
      return `[${action.label === undefined ? label : labelText(action.label)}]`;
    case "hash":
      return `[${label}:9b1f0c…]`;
    case "encrypt":
      return `[${label}:enc:Zk3v…]`;
    case "pseudonymize":
      return "4929718035527164";
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
