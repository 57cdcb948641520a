/** What detectors are called: the program's own, and those that people made in their policies. It asks nobody. */
import type { DetectorInfo, Policy } from "../ipc/bindings";

export interface NamedDetector {
  id: string;
  title: string;
}

/** Of one id that several policies have, the newest name counts. */
export function namedDetectors(
  known: readonly Pick<DetectorInfo, "id" | "title">[],
  policies: readonly Pick<Policy, "custom_detectors">[],
): NamedDetector[] {
  const own = new Map(
    policies.flatMap(({ custom_detectors }) => custom_detectors).map(({ id, title }) => [`custom_${id}`, title]),
  );
  return [...known.map(({ id, title }) => ({ id, title })), ...[...own].map(([id, title]) => ({ id, title }))];
}
