/** All that exports ask of the backend: the only file here that calls it. */
import { useQuery } from "@tanstack/react-query";
import type {
  CompareFrom,
  Comparison,
  Connector,
  CopyItem,
  CopyState,
  CopyTrialArgs,
  Export,
  ExportDraft,
  ExportPlan,
  Page,
  Policy,
  Problem,
} from "../../ipc/bindings";
import { call, callCancellable, freshId } from "../../ipc/client";
import { type NamedDetector, namedDetectors } from "../../kit/detectors";

export { asProblem } from "../../ipc/client";

export function exportPage(offset: number, limit: number): Promise<Page<Export>> {
  return call("export_list", { limit, offset, cursor: null });
}

export function useExport(id: string) {
  return useQuery<Export, Problem>({ queryKey: ["exports", "one", id], queryFn: () => call("export_show", { id }) });
}

export function itemPage(
  id: string,
  state: CopyState | undefined,
  offset: number,
  limit: number,
): Promise<Page<CopyItem>> {
  const page = { limit, offset, cursor: null };
  return call("export_items", state === undefined ? { id, page } : { id, state, page });
}

/** A stretch of an original and its copy; nothing of it is cached. */
export function compare(
  id: string,
  key: string,
  copy: string | undefined,
  from: CompareFrom | undefined,
  reveal: boolean,
  signal: AbortSignal,
): Promise<Comparison> {
  const args = { id, key, ...(copy === undefined ? {} : { copy }), reveal, task_id: freshId() };
  return callCancellable("export_compare", from === undefined ? args : { ...args, from }, signal);
}

/** The same of an object and what its copy would be. Nothing is written. */
export function tryCopy(
  trial: Omit<CopyTrialArgs, "from" | "reveal" | "task_id">,
  from: CompareFrom | undefined,
  reveal: boolean,
  signal: AbortSignal,
): Promise<Comparison> {
  const args = { ...trial, reveal, task_id: freshId() };
  return callCancellable("copy_trial", from === undefined ? args : { ...args, from }, signal);
}

/** What would be copied. Nothing is written. */
export const plan = (draft: ExportDraft): Promise<ExportPlan> => call("export_plan", { draft });
export const create = (draft: ExportDraft): Promise<Export> => call("export_create", { draft });
export const cancel = (id: string): Promise<Export> => call("export_cancel", { id });
export const resume = (id: string): Promise<Export> => call("export_resume", { id });

/** The desktop's own chooser; `null` when it is cancelled. */
export const chooseFolder = (): Promise<string | null> => call("pick_folder", {});

/** Every connector, by name. */
export function useConnectors() {
  return useQuery<Connector[], Problem>({
    queryKey: ["connectors", "exports"],
    queryFn: async () => {
      const all: Connector[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Connector> = await call("connector_list", { page: { limit: 100, offset: null, cursor } });
        all.push(...page.rows);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return all.sort((a, b) => a.name.localeCompare(b.name));
    },
  });
}

export function useProviders() {
  return useQuery({
    queryKey: ["providers"],
    queryFn: () => call("provider_list", {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function usePolicies() {
  return useQuery<Policy[], Problem>({ queryKey: ["policies", "list"], queryFn: () => call("policy_list", {}) });
}

const titlesOf = (detectors: NamedDetector[]): ReadonlyMap<string, string> =>
  new Map(detectors.map(({ id, title }) => [id, title]));

export function useDetectorTitles() {
  return useQuery<NamedDetector[], Problem, ReadonlyMap<string, string>>({
    queryKey: ["policies", "detectors"],
    queryFn: async () => namedDetectors(...(await Promise.all([call("detector_list", {}), call("policy_list", {})]))),
    select: titlesOf,
  });
}
