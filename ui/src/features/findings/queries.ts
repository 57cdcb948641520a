/**
 * All that findings ask of the backend: the only file here that calls it. A revealed value passes through
 * and is never cached.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type {
  AllowProposal,
  AllowRule,
  Connector,
  Exported,
  Finding,
  FindingColumn,
  FindingFilter,
  FindingGroup,
  FindingSort,
  FindingStatus,
  GroupBy,
  Page,
  Policy,
  Problem,
  ReportFormat,
  Revealed,
  TriageBefore,
  TriageResult,
  TriageTarget,
} from "../../ipc/bindings";
import { call } from "../../ipc/client";
import { namedDetectors } from "../../kit/detectors";

export { asProblem } from "../../ipc/client";

export function findingPage(
  filter: FindingFilter,
  sort: FindingSort,
  descending: boolean,
  offset: number,
  limit: number,
): Promise<Page<Finding>> {
  return call("finding_list", { filter, sort, descending, page: { limit, offset, cursor: null } });
}

/** Writes a report of all findings that a filter meets to this file. */
export function exportFindings(filter: FindingFilter, format: ReportFormat, path: string): Promise<Exported> {
  return call("finding_export", { filter, format, path });
}

export function chooseFolder(): Promise<string | null> {
  return call("pick_folder", {});
}

/** One row per document, detector and place. */
export function columnPage(
  filter: FindingFilter,
  sort: FindingSort,
  descending: boolean,
  offset: number,
  limit: number,
): Promise<Page<FindingColumn>> {
  return call("finding_columns", { filter, sort, descending, page: { limit, offset, cursor: null } });
}

/** How many findings there are in all, whatever rows show them. */
export function useCount(filter: FindingFilter) {
  return useQuery<number, Problem>({
    queryKey: ["findings", "count", filter],
    queryFn: async () => (await findingPage(filter, "first_seen", false, 0, 1)).total,
    placeholderData: keepPreviousData,
  });
}

/** Rules that would hide a finding, from narrow to wide, each with what else it would hide now. */
export function useProposals(findingId: string) {
  return useQuery<AllowProposal[], Problem>({
    queryKey: ["findings", "proposals", findingId],
    queryFn: () => call("allow_propose", { finding_id: findingId }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** `expected` is what the person was shown: when more would be hidden by now, nothing is. */
export function createAllow(
  policyId: string | null,
  { allow, hides }: AllowProposal,
  note: string,
): Promise<AllowRule> {
  return call("allow_create", { policy_id: policyId, allow, note, expected: hides });
}

export function removeAllow(id: string): Promise<null> {
  return call("allow_delete", { id });
}

export function useAllowRules(enabled: boolean) {
  return useQuery<AllowRule[], Problem>({
    queryKey: ["allow_rules", "all"],
    queryFn: () => call("allow_list", {}),
    enabled,
  });
}

/** The policy that a connector has: the one it names, else the first that the app brings. */
export function useConnectorPolicy(connectorId: string) {
  return useQuery<Pick<Policy, "id" | "name"> | null, Problem>({
    queryKey: ["connectors", "policy", connectorId],
    queryFn: async () => {
      const { policy_id } = await call("connector_show", { id: connectorId });
      if (policy_id !== null) return call("policy_get", { id: policy_id });
      return (await call("policy_list", {})).find(({ built_in }) => built_in) ?? null;
    },
  });
}

export function useGroups(filter: FindingFilter, by: GroupBy | undefined) {
  return useQuery<FindingGroup[], Problem>({
    queryKey: ["findings", "groups", by, filter],
    queryFn: () => call("finding_groups", { filter, by: by ?? "detector" }),
    enabled: by !== undefined,
  });
}

export function useFinding(id: string | undefined) {
  return useQuery<Finding, Problem>({
    queryKey: ["findings", "one", id],
    queryFn: () => call("finding_show", { id: id ?? "" }),
    enabled: id !== undefined,
  });
}

/** Reads the value again from its object. The answer is for the eyes only: nobody may store it. */
export function reveal(id: string): Promise<Revealed> {
  return call("finding_reveal", { id });
}

export function triage(target: TriageTarget, status: FindingStatus): Promise<TriageResult> {
  return call("finding_triage", { target, status });
}

export function undoTriage(before: TriageBefore[]): Promise<number> {
  return call("finding_undo_triage", { before });
}

export function useDetectors() {
  return useQuery({
    queryKey: ["policies", "detectors"],
    queryFn: async () => namedDetectors(...(await Promise.all([call("detector_list", {}), call("policy_list", {})]))),
  });
}

/** Every connector by name, for the filter. */
export function useConnectorNames() {
  return useQuery({
    queryKey: ["connectors", "names"],
    queryFn: async () => {
      const names: Pick<Connector, "id" | "name">[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Connector> = await call("connector_list", { page: { limit: 100, offset: null, cursor } });
        names.push(...page.rows.map(({ id, name }) => ({ id, name })));
        cursor = page.next_cursor;
      } while (cursor !== null);
      return names.sort((a, b) => a.name.localeCompare(b.name));
    },
  });
}
