/** The wizard's steps in their order. */

export const STEPS = ["choose", "fill", "test", "scope", "schedule"] as const;
export type StepId = (typeof STEPS)[number];

export function stepAfter(step: StepId): StepId {
  return STEPS[Math.min(STEPS.indexOf(step) + 1, STEPS.length - 1)] ?? step;
}

export function stepBefore(step: StepId): StepId {
  return STEPS[Math.max(STEPS.indexOf(step) - 1, 0)] ?? step;
}

/** Whether `step` comes before `other`. */
export function isBefore(step: StepId, other: StepId): boolean {
  return STEPS.indexOf(step) < STEPS.indexOf(other);
}
