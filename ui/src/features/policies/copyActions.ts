/** The actions of a policy, changed one at a time and kept in one order. It knows nothing of drawing. */
import type { Action, Actions, Category } from "../../ipc/bindings";
import { LEAVE } from "../../kit/actions";

/** Every value is left to the export that makes the copies. */
export const NO_ACTIONS: Actions = { otherwise: LEAVE, categories: {}, detectors: {} };

function sorted<K extends string>(map: { [key in K]?: Action }): { [key in K]?: Action } {
  const entries = Object.entries(map) as [K, Action][];
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1))) as { [key in K]?: Action };
}

/** In one order, so that equal actions are spelled alike; absent when nothing is decided. */
export function tidied(actions: Actions | undefined): Actions | undefined {
  if (actions === undefined) return undefined;
  const tidy: Actions = {
    otherwise: actions.otherwise,
    categories: sorted<Category>(actions.categories),
    detectors: sorted<string>(actions.detectors) as Actions["detectors"],
  };
  return JSON.stringify(tidy) === JSON.stringify(NO_ACTIONS) ? undefined : tidy;
}

/** `null`: as the common one. */
export function withCategoryAction(actions: Actions, category: Category, action: Action | null): Actions {
  const { [category]: _gone, ...rest } = actions.categories;
  return { ...actions, categories: action === null ? rest : { ...rest, [category]: action } };
}

/** `null`: as its category. */
export function withDetectorAction(actions: Actions, detector: string, action: Action | null): Actions {
  const { [detector]: _gone, ...rest } = actions.detectors;
  return { ...actions, detectors: action === null ? rest : { ...rest, [detector]: action } };
}
