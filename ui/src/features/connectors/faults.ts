/** Where a form says what is wrong: own checks and the backend's refusal, each at its field. */
import { useCallback, useLayoutEffect, useState } from "react";
import type { Problem } from "../../ipc/bindings";
import type { FieldFaults } from "./draft";

/** A problem as one text: what happened, then what to do. */
export function sentence(problem: Pick<Problem, "message" | "remedy">): string {
  return problem.remedy === "" ? problem.message : `${problem.message} ${problem.remedy}`;
}

/** The text at a field: an own check first, then the backend's word. */
export function errorAt(
  field: string,
  faults: FieldFaults,
  problem: Problem | undefined,
  words: (fault: FieldFaults[string]) => string,
): string | undefined {
  const fault = faults[field];
  if (fault !== undefined) {
    return words(fault);
  }
  return problem?.field === field ? sentence(problem) : undefined;
}

/**
 * Moves the focus to the first field that is wrong, once what is wrong is drawn and before the next key can
 * be typed: a later moment could take the focus from a field where the person writes already.
 */
export function useFirstFault(form: string): () => void {
  const [asked, ask] = useState(0);
  useLayoutEffect(() => {
    if (asked > 0) {
      document.querySelector<HTMLElement>(`${form} :is([aria-invalid=true], [data-invalid])`)?.focus();
    }
  }, [asked, form]);
  return useCallback(() => ask((count) => count + 1), []);
}
