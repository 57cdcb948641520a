/**
 * All that browsing asks of the backend: the only file here that calls it. Listings and previews come
 * straight from the source and are never cached.
 */
import { useQuery } from "@tanstack/react-query";
import type {
  BrowsePage,
  BrowseRequest,
  Connector,
  DeleteReport,
  Document,
  Exported,
  ExposureLevel,
  NotExaminedQuery,
  ObjectProperties,
  ObjectRef,
  Page,
  Preview,
  Problem,
  Risk,
  RiskScope,
  Run,
  Selection,
  SelectionCount,
  Sensitivity,
  TemporaryLink,
  Transfer,
} from "../../ipc/bindings";
import { call, callCancellable, freshId } from "../../ipc/client";
import { onAppEvent } from "../../ipc/events";
import { type NamedDetector, namedDetectors } from "../../kit/detectors";
import { Together } from "./together";

export { asProblem } from "../../ipc/client";

export function browse(id: string, request: BrowseRequest, signal: AbortSignal): Promise<BrowsePage> {
  return callCancellable("browse", { id, request, task_id: freshId() }, signal);
}

export function preview(id: string, object: ObjectRef, reveal: boolean, signal: AbortSignal): Promise<Preview> {
  return callCancellable("preview", { id, object, reveal, task_id: freshId() }, signal);
}

/** Starts a run over one file; `requestId` keeps a doubled click from starting two. */
export function syncFile(id: string, object: ObjectRef, requestId: string): Promise<Run> {
  return call("sync_start", { id, options: { mode: "incremental", file_filter: [object] }, request_id: requestId });
}

export { freshId };

/** Every connector that can be browsed, by name. */
export function useConnectors() {
  return useQuery({
    queryKey: ["connectors", "browsable"],
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

const sensitivities = new Together((id: string, bucket: string, keys: string[]) =>
  call("sensitivity", { id, bucket, keys }),
);

/**
 * How sensitive a row is, or everything below a folder (empty for the whole bucket); `null` when nothing is known of it.
 * Only rows that are shown are asked about, all of a screen at once.
 */
export function useSensitivity(id: string, bucket: string, key: string) {
  return useQuery<Sensitivity | null, Problem>({
    queryKey: ["findings", "sensitivity", id, bucket, key],
    queryFn: () => sensitivities.ask(id, bucket, key),
    enabled: id !== "",
    staleTime: 10_000,
    gcTime: 60_000,
  });
}

/** What is known of an object from earlier runs; `null` when it was never listed by one. */
async function documentOf(id: string, object: ObjectRef): Promise<Document | null> {
  const page = await call("document_list", {
    connector_id: id,
    bucket: object.bucket,
    prefix: object.key,
    page: { limit: 100, offset: null, cursor: null },
  });
  return page.rows.find((row) => row.key === object.key) ?? null;
}

export function useDocument(id: string, object: ObjectRef | undefined) {
  return useQuery<Document | null>({
    queryKey: ["documents", "of-object", id, object?.bucket, object?.key],
    queryFn: () => (object === undefined ? null : documentOf(id, object)),
    enabled: object !== undefined,
  });
}

/** Objects that are asked about at the same time. */
const TOGETHER = 20;

/** The ids of these objects; `unknown` counts those that no sync has listed. */
export async function documentsOf(
  id: string,
  bucket: string,
  keys: readonly string[],
): Promise<{ documents: string[]; unknown: number }> {
  const documents: string[] = [];
  for (let at = 0; at < keys.length; at += TOGETHER) {
    const found = await Promise.all(
      keys.slice(at, at + TOGETHER).map(async (key) => (await documentOf(id, { bucket, key }))?.id),
    );
    documents.push(...found.filter((one) => one !== undefined));
  }
  return { documents, unknown: keys.length - documents.length };
}

/** The risk of what lies at a place or of one object, with its terms and how much was examined. */
export function useRisk(scope: RiskScope, enabled: boolean) {
  return useQuery<Risk, Problem>({
    queryKey: ["findings", "risk-of", scope],
    queryFn: () => call("risk_of", scope),
    enabled,
  });
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

/** What the rules about what is not sensitive were made for, by their ids; those without a note are left out. */
export function useAllowNotes(enabled: boolean) {
  return useQuery({
    queryKey: ["findings", "allow-notes"],
    queryFn: async () => {
      const rules = await call("allow_list", {});
      return new Map(rules.filter(({ note }) => note !== "").map(({ id, note }) => [id, note] as const));
    },
    enabled,
  });
}

type Place = Pick<NotExaminedQuery, "connector_id" | "bucket" | "prefix">;

/** What of a place was not examined in full. */
export function notExaminedPage(place: Place, offset: number, limit: number): Promise<Page<Document>> {
  return call("not_examined", { ...place, page: { limit, offset, cursor: null } });
}

export function exportNotExamined(place: Place, path: string): Promise<Exported> {
  return call("not_examined_export", { ...place, path });
}

/** How many objects are chosen, folders counted through; progress arrives on the way. */
export function countSelection(
  id: string,
  selection: Selection,
  signal: AbortSignal,
  onProgress: (count: SelectionCount) => void,
): Promise<SelectionCount> {
  return callCancellable("selection_count", { id, selection, task_id: freshId() }, signal, onProgress);
}

/** Deletes; `expected` is the number that the person confirmed. */
export function deleteObjects(
  id: string,
  selection: Selection,
  expected: number,
  signal: AbortSignal,
  onProgress: (report: DeleteReport) => void,
): Promise<DeleteReport> {
  return callCancellable("objects_delete", { id, selection, expected, task_id: freshId() }, signal, onProgress);
}

/** A link for everybody who has it. It is handed to the caller alone: no cache keeps it. */
export function makeLink(id: string, object: ObjectRef, seconds: number, signal: AbortSignal): Promise<TemporaryLink> {
  return callCancellable("object_link", { id, object, seconds, task_id: freshId() }, signal);
}

export function objectProperties(id: string, object: ObjectRef, signal?: AbortSignal): Promise<ObjectProperties> {
  return callCancellable("object_properties", { id, object, task_id: freshId() }, signal);
}

/** All that the source says of an object, asked afresh each time it is looked at. */
export function useProperties(id: string, object: ObjectRef) {
  return useQuery<ObjectProperties, Problem>({
    queryKey: ["browse", "properties", id, object.bucket, object.key],
    queryFn: ({ signal }) => objectProperties(id, object, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Who can reach each bucket, as it was last read. */
export function useBucketExposure(id: string, enabled: boolean) {
  return useQuery<ReadonlyMap<string, ExposureLevel>, Problem>({
    queryKey: ["connectors", "exposure", id],
    queryFn: async () => {
      const rows = await call("connector_exposure", { id });
      return new Map(rows.map(({ bucket, exposure }) => [bucket, exposure.level]));
    },
    enabled: enabled && id !== "",
  });
}

/** The desktop's own choosers; nothing is chosen when they are cancelled. */
export const chooseFiles = (): Promise<string[]> => call("choose_files", {});
export const chooseFolder = (): Promise<string | null> => call("pick_folder", {});

export function upload(id: string, bucket: string, prefix: string, paths: string[]): Promise<Transfer> {
  return call("transfer_upload", { id, bucket, prefix, paths });
}

export function download(id: string, selection: Selection, folder: string): Promise<Transfer> {
  return call("transfer_download", { id, selection, folder });
}

/** Files of the desktop are let go over the window. */
export function onFilesDropped(handler: (dropped: { paths: string[]; x: number; y: number }) => void): () => void {
  return onAppEvent("files_dropped", handler);
}

/** Files of the desktop are held over the window; `null` when they have left it. */
export function onFilesHover(handler: (at: { x: number; y: number } | null) => void): () => void {
  return onAppEvent("files_hover", handler);
}

/** Something was written or deleted at a source. */
export function onContentsChanged(handler: () => void): () => void {
  return onAppEvent("stale", ({ tags }) => {
    if (tags.includes("browse")) handler();
  });
}
