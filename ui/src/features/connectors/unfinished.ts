/**
 * A connector that was begun and not saved: kept while the app runs, so that a look at another page loses
 * nothing. The credential is left out on purpose; it is typed again.
 */
import type { ConnectorForm } from "./draft";
import type { StepId } from "./steps";

export interface Unfinished {
  form: ConnectorForm;
  step: StepId;
}

let kept: Unfinished | undefined;

export function keepUnfinished(form: ConnectorForm, step: StepId): void {
  kept = { form: { ...form, credential: {} }, step };
}

export function takeUnfinished(): Unfinished | undefined {
  return kept;
}

export function dropUnfinished(): void {
  kept = undefined;
}
