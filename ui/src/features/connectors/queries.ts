/**
 * All that connectors ask of the backend: the only file here that calls it. Cached answers sit under the
 * tag that makes them stale; a draft and its credential pass through and are never cached.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type {
  BucketExposure,
  CheckReport,
  Choice,
  Connector,
  ConnectorDraft,
  ConnectorPatch,
  ConnectorPoliciesArgs,
  ConnectorQuery,
  Created,
  Document,
  Exported,
  ForeignConnections,
  ForeignTaken,
  NotExaminedQuery,
  Page,
  Policy,
  PolicyText,
  Probe,
  Problem,
  PurgeCounts,
  Recognised,
  Risk,
  RiskScope,
  Run,
  SampleStarted,
  Scope,
  ScopePreview,
} from "../../ipc/bindings";
import { call, callCancellable } from "../../ipc/client";
import { onAppEvent } from "../../ipc/events";
import { type NamedDetector, namedDetectors } from "../../kit/detectors";
import type { FileDrops } from "../../kit/FileField";

export { asProblem, cancelTask, freshId } from "../../ipc/client";

/** Rows per request of the list; the backend's maximum is 100. */
export const PAGE = 100;

export function useProviders() {
  return useQuery({
    queryKey: ["providers"],
    queryFn: () => call("provider_list", {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function listKey(query: Omit<ConnectorQuery, "page">): readonly unknown[] {
  return ["connectors", "list", query];
}

export function connectorPage(
  query: Omit<ConnectorQuery, "page">,
  offset: number,
  limit: number,
): Promise<Page<Connector>> {
  return call("connector_list", { ...query, page: { limit: Math.min(limit, PAGE), offset, cursor: null } });
}

async function everyConnector(): Promise<Connector[]> {
  const all: Connector[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Connector> = await call("connector_list", { page: { limit: PAGE, offset: null, cursor } });
    all.push(...page.rows);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

export function useEveryConnector() {
  return useQuery<Connector[], Problem>({ queryKey: ["connectors", "every"], queryFn: everyConnector });
}

/** Labels of all connectors, for the filter and for completing what is typed. */
export function useCollections() {
  return useQuery({
    queryKey: ["connectors", "collections"],
    queryFn: async () => {
      const labels = (await everyConnector()).flatMap(({ collection }) => collection ?? []);
      return [...new Set(labels)].sort((a, b) => a.localeCompare(b));
    },
  });
}

export function useConnector(id: string) {
  return useQuery<Connector, Problem>({
    queryKey: ["connectors", "one", id],
    queryFn: () => call("connector_show", { id }),
  });
}

export function useRecentRuns(id: string) {
  return useQuery({
    queryKey: ["runs", "of-connector", id],
    queryFn: () => call("run_list", { connector_id: id, page: { limit: 5, offset: null, cursor: null } }),
  });
}

/** The risk of a connector or of a collection, with its terms and how much was examined. */
export function useRisk(scope: RiskScope) {
  return useQuery<Risk, Problem>({
    queryKey: ["findings", "risk-of", scope],
    queryFn: () => call("risk_of", scope),
  });
}

export function useDetectorTitles() {
  return useQuery<NamedDetector[], Problem, ReadonlyMap<string, string>>({
    queryKey: ["policies", "detectors"],
    queryFn: async () => namedDetectors(...(await Promise.all([call("detector_list", {}), call("policy_list", {})]))),
    select: titlesOf,
  });
}

const titlesOf = (detectors: NamedDetector[]): ReadonlyMap<string, string> =>
  new Map(detectors.map(({ id, title }) => [id, title]));

export function usePolicies() {
  return useQuery<Policy[], Problem>({ queryKey: ["policies", "list"], queryFn: () => call("policy_list", {}) });
}

export function applyPolicy(id: string, connectorId: string): Promise<null> {
  return call("policy_use", { id, connector_ids: [connectorId] });
}

export type NotExaminedScope = Pick<NotExaminedQuery, "connector_id" | "collection">;

export function notExaminedPage(scope: NotExaminedScope, offset: number, limit: number): Promise<Page<Document>> {
  return call("not_examined", { ...scope, page: { limit, offset, cursor: null } });
}

export function exportNotExamined(scope: NotExaminedScope, path: string): Promise<Exported> {
  return call("not_examined_export", { ...scope, path });
}

export function useScheduleEcho(cron: string, timezone: string) {
  return useQuery<Awaited<ReturnType<typeof scheduleEcho>>, Problem>({
    queryKey: ["schedule", cron, timezone],
    queryFn: () => scheduleEcho(cron, timezone),
    enabled: cron !== "",
    placeholderData: keepPreviousData,
    retry: false,
    // The next times move on with the clock.
    staleTime: 30_000,
  });
}

function scheduleEcho(cron: string, timezone: string) {
  return call("schedule_echo", { cron, timezone });
}

export function usePurgeCounts(id: string | undefined) {
  return useQuery<PurgeCounts, Problem>({
    queryKey: ["connectors", "purge-counts", id],
    queryFn: () => call("connector_purge_counts", { id: id ?? "" }),
    enabled: id !== undefined,
    gcTime: 0,
  });
}

export function createConnector(draft: ConnectorDraft, requestId: string): Promise<Created> {
  return call("connector_create", { draft, request_id: requestId });
}

export function updateConnector(id: string, patch: ConnectorPatch): Promise<Connector> {
  return call("connector_update", { id, patch });
}

export function testDraft(
  draft: ConnectorDraft,
  taskId: string,
  onProbe: (probe: Probe) => void,
): Promise<CheckReport> {
  return call("connector_test_draft", { draft, task_id: taskId }, onProbe);
}

export function testConnector(id: string, taskId: string, onProbe: (probe: Probe) => void): Promise<CheckReport> {
  return call("connector_test", { id, task_id: taskId }, onProbe);
}

export function previewDraft(
  draft: ConnectorDraft,
  taskId: string,
  onProgress: (preview: ScopePreview) => void,
): Promise<ScopePreview> {
  return call("scope_preview", { draft, task_id: taskId }, onProgress);
}

export function previewScope(
  id: string,
  scope: Scope,
  taskId: string,
  onProgress: (preview: ScopePreview) => void,
): Promise<ScopePreview> {
  return call("scope_preview", { id, scope, task_id: taskId }, onProgress);
}

export function pickFolder(): Promise<string | null> {
  return call("pick_folder", {});
}

/** Files of the desktop that are let go over the form. */
export const fileDrops: FileDrops = {
  onHover: (handler) => onAppEvent("files_hover", handler),
  onDrop: (handler) => onAppEvent("files_dropped", handler),
  read: (path) => call("dropped_text", { path }),
};

/** What there is to choose in a field of a provider's form. */
export function providerChoices(provider: string, field: string): Promise<Choice[]> {
  return call("provider_choices", { provider, field });
}

/** Tells what a pasted text is. Neither the text nor the answer, which may hold a secret, is ever cached. */
export function recognise(text: string): Promise<Recognised | null> {
  return call("paste_recognise", { text });
}

/** Connections of other tools, described without their secrets; looked for anew each time. */
export function useForeign() {
  return useQuery<ForeignConnections, Problem>({
    queryKey: ["foreign"],
    queryFn: () => call("foreign_connections", {}),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
}

export function takeForeign(ids: string[]): Promise<ForeignTaken> {
  return call("foreign_take", { ids });
}

/** What to grant, for what is in the form now. Asked when the person wants to see it. */
export function connectorPolicies(asked: ConnectorPoliciesArgs): Promise<PolicyText[]> {
  return call("connector_policies", asked);
}

export function exposureKey(id: string): readonly unknown[] {
  return ["connectors", "exposure", id];
}

/** Who can reach the buckets, as it was last read. */
export function useExposure(id: string) {
  return useQuery<BucketExposure[], Problem>({
    queryKey: exposureKey(id),
    queryFn: () => call("connector_exposure", { id }),
  });
}

/** Asks the source again who can reach its buckets; ends when the signal says so. */
export function refreshPermissions(id: string, taskId: string, signal: AbortSignal): Promise<BucketExposure[]> {
  return callCancellable("connector_refresh_permissions", { id, task_id: taskId }, signal);
}

export function createSample(requestId: string): Promise<SampleStarted> {
  return call("sample_create", { request_id: requestId });
}

export function startSync(id: string, requestId: string): Promise<Run> {
  return call("sync_start", { id, options: {}, request_id: requestId });
}

export function pauseConnector(id: string): Promise<Connector> {
  return call("connector_pause", { id });
}

export function resumeConnector(id: string): Promise<Connector> {
  return call("connector_resume", { id });
}

export function disconnectConnector(id: string): Promise<Connector> {
  return call("connector_disconnect", { id });
}

export function deleteConnector(id: string): Promise<Connector> {
  return call("connector_delete", { id });
}

export function restoreConnector(id: string): Promise<Connector> {
  return call("connector_restore", { id });
}

export function purgeConnector(id: string): Promise<PurgeCounts> {
  return call("connector_purge", { id });
}
