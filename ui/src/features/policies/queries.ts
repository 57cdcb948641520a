/**
 * All that policies ask of the backend: the only file here that calls it. Texts that are tried pass through
 * and are never cached.
 */
import { useQuery } from "@tanstack/react-query";
import type {
  AllowRule,
  Connector,
  CustomDetector,
  CustomTrial,
  DetectorInfo,
  Page,
  Policy,
  PolicyDraft,
  Problem,
  ThresholdStep,
} from "../../ipc/bindings";
import { call } from "../../ipc/client";

export { asProblem } from "../../ipc/client";

export function usePolicies() {
  return useQuery<Policy[], Problem>({ queryKey: ["policies", "list"], queryFn: () => call("policy_list", {}) });
}

export function usePolicy(id: string) {
  return useQuery<Policy, Problem>({ queryKey: ["policies", "one", id], queryFn: () => call("policy_get", { id }) });
}

/** How many findings of the connectors that use it lie at each step of confidence. */
export function useThreshold(id: string) {
  return useQuery<ThresholdStep[], Problem>({
    queryKey: ["findings", "threshold", id],
    queryFn: () => call("policy_threshold", { id }),
  });
}

export function createPolicy(draft: PolicyDraft): Promise<Policy> {
  return call("policy_create", { draft });
}

/** `expected` is the version that was changed: one that was overtaken is refused on the field `version`. */
export function updatePolicy(id: string, draft: PolicyDraft, expected: number): Promise<Policy> {
  return call("policy_update", { id, draft, expected });
}

export function copyPolicy(id: string, name: string): Promise<Policy> {
  return call("policy_copy", { id, name });
}

/** Connectors that use it get `replaceWith`; without one, a policy in use is kept and the answer says so. */
export function deletePolicy(id: string, replaceWith: string | undefined): Promise<null> {
  return call("policy_delete", replaceWith === undefined ? { id } : { id, replace_with: replaceWith });
}

export function applyPolicy(id: string, connectorIds: string[]): Promise<null> {
  return call("policy_use", { id, connector_ids: connectorIds });
}

/** Tries a detector on a text. Neither the text nor the answer is kept. */
export function tryCustom(detector: CustomDetector, text: string): Promise<CustomTrial> {
  return call("custom_try", { detector, text });
}

/** Tries every detector of a policy, or of the program, on a text. Neither the text nor the answer is kept. */
export async function tryDetectors(policyId: string | null, text: string): Promise<CustomTrial> {
  // Nothing lies in nothing: the app need not be asked.
  if (text.trim() === "") return { matches: [], problem: null };
  return call("detector_try", { policy_id: policyId, text });
}

export function useDetectors() {
  return useQuery<DetectorInfo[], Problem>({
    queryKey: ["detectors"],
    queryFn: () => call("detector_list", {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Allow rules: all, or those that hold under one policy. */
export function useAllowRules(policyId: string | undefined) {
  return useQuery<AllowRule[], Problem>({
    queryKey: ["allow_rules", policyId],
    queryFn: () => call("allow_list", policyId === undefined ? {} : { policy_id: policyId }),
  });
}

export function removeRule(id: string): Promise<null> {
  return call("allow_delete", { id });
}

/** Puts a removed rule back as it was. */
export function restoreRule({ policy_id, allow, note }: AllowRule): Promise<AllowRule> {
  return call("allow_create", { policy_id, allow, note, expected: Number.MAX_SAFE_INTEGER });
}

export type ConnectorUse = Pick<Connector, "id" | "name" | "policy_id">;

/** Every connector with the policy that it uses, by name. */
export function useConnectors() {
  return useQuery<ConnectorUse[], Problem>({
    queryKey: ["connectors", "policies"],
    queryFn: async () => {
      const all: ConnectorUse[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Connector> = await call("connector_list", { page: { limit: 100, offset: null, cursor } });
        all.push(...page.rows.map(({ id, name, policy_id }) => ({ id, name, policy_id })));
        cursor = page.next_cursor;
      } while (cursor !== null);
      return all.sort((a, b) => a.name.localeCompare(b.name));
    },
  });
}
