/**
 * All that browsing asks of the backend: the only file here that calls it. Listings and previews come
 * straight from the source and are never cached.
 */
import { useQuery } from "@tanstack/react-query";
import type {
  BrowsePage,
  BrowseRequest,
  Connector,
  Document,
  ObjectRef,
  Page,
  Preview,
  Run,
  Sensitivity,
} from "../../ipc/bindings";
import { call, callCancellable, freshId } from "../../ipc/client";

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

/** How sensitive the rows of one level are, by key; prefixes carry the sum of all below. */
export function useSensitivity(id: string, bucket: string, prefix: string) {
  return useQuery({
    queryKey: ["findings", "sensitivity", id, bucket, prefix],
    queryFn: async () => {
      const rows = await call("sensitivity", { id, bucket, prefix });
      return new Map<string, Sensitivity>(rows.map((row) => [row.key, row]));
    },
    enabled: id !== "",
    staleTime: 10_000,
  });
}

/** What is known of an object from earlier runs; `null` when it was never listed by one. */
export function useDocument(id: string, object: ObjectRef | undefined) {
  return useQuery<Document | null>({
    queryKey: ["documents", "of-object", id, object?.bucket, object?.key],
    queryFn: async () => {
      if (object === undefined) return null;
      const page = await call("document_list", {
        connector_id: id,
        bucket: object.bucket,
        prefix: object.key,
        page: { limit: 100, offset: null, cursor: null },
      });
      return page.rows.find((row) => row.key === object.key) ?? null;
    },
    enabled: object !== undefined,
  });
}
