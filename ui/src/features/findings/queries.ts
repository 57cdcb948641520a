/**
 * All that findings ask of the backend: the only file here that calls it. A revealed value passes through
 * and is never cached.
 */
import { useQuery } from "@tanstack/react-query";
import type {
  Connector,
  Finding,
  FindingFilter,
  FindingGroup,
  FindingSort,
  FindingStatus,
  GroupBy,
  Page,
  Problem,
  Revealed,
  TriageBefore,
  TriageResult,
  TriageTarget,
} from "../../ipc/bindings";
import { call } from "../../ipc/client";

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
    queryKey: ["detectors"],
    queryFn: () => call("detector_list", {}),
    staleTime: Number.POSITIVE_INFINITY,
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
