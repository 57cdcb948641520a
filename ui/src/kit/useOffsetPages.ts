/** A long list by pages: any row can be asked for by its place, and only the pages around it are loaded. */
import { type QueryKey, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Page } from "../ipc/bindings";

interface Options {
  /** Rows per request. */
  pageSize?: number;
  enabled?: boolean;
  /** Milliseconds between fresh looks, for lists that change by themselves. */
  refetchInterval?: number | false;
}

export interface OffsetPages<T> {
  /** All rows of the list, loaded or not; 0 before the first answer. */
  total: number;
  rowAt: (index: number) => T | undefined;
  /** Says which rows are in sight; their pages are loaded. */
  onNeed: (start: number, end: number) => void;
  /** Loads the pages of these rows and waits for them. */
  ensure: (start: number, end: number) => Promise<void>;
  /** Nothing has arrived yet. */
  isLoading: boolean;
  /** What is shown belongs to the question before, or is being looked at afresh. */
  isRefreshing: boolean;
  /** What is shown belongs to the question before: nothing of this one has arrived. */
  isOutdated: boolean;
  problem: unknown;
  retry: () => void;
}

interface Shown<T> {
  total: number;
  pages: Map<number, T[]>;
}

/** `queryKey` starts with the cache tag; `fetch` answers `limit` rows from `offset`. */
export function useOffsetPages<T>(
  queryKey: QueryKey,
  fetch: (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>,
  { pageSize = 200, enabled = true, refetchInterval = false }: Options = {},
): OffsetPages<T> {
  const client = useQueryClient();
  const identity = JSON.stringify(queryKey);
  const [window, setWindow] = useState({ identity, first: 0, last: 0 });
  const inSight = window.identity === identity ? window : { first: 0, last: 0 };
  const latestFetch = useRef(fetch);
  latestFetch.current = fetch;

  const optionsOf = useCallback(
    (page: number) => ({
      queryKey: [...(JSON.parse(identity) as unknown[]), "rows", pageSize, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => latestFetch.current(page * pageSize, pageSize, signal),
      gcTime: 60_000,
    }),
    [identity, pageSize],
  );

  // The first page always stays: it carries the total.
  const wanted = useMemo(() => {
    const pages = new Set([0]);
    for (let page = inSight.first; page <= inSight.last; page += 1) pages.add(page);
    return [...pages];
  }, [inSight.first, inSight.last]);

  const results = useQueries({
    queries: wanted.map((page) => ({ ...optionsOf(page), enabled, refetchInterval })),
  });

  const fresh: Shown<T> = { total: 0, pages: new Map() };
  let arrived = false;
  let newest = -1;
  results.forEach((result, at) => {
    const page = wanted[at];
    if (!result.data || page === undefined) return;
    arrived = true;
    fresh.pages.set(page, result.data.rows);
    if (result.dataUpdatedAt > newest) {
      newest = result.dataUpdatedAt;
      fresh.total = result.data.total;
    }
  });

  const last = useRef<Shown<T> | undefined>(undefined);
  if (arrived) last.current = fresh;
  const shown = arrived ? fresh : last.current;
  const failed = results.find((result) => result.error && !result.data);

  const rowAt = (index: number): T | undefined => {
    const page = Math.floor(index / pageSize);
    const rows =
      shown?.pages.get(page) ?? (arrived ? client.getQueryData<Page<T>>(optionsOf(page).queryKey)?.rows : undefined);
    return rows?.[index % pageSize];
  };

  const onNeed = useCallback(
    (start: number, end: number) => {
      const first = Math.floor(Math.max(0, start) / pageSize);
      const to = Math.floor(Math.max(0, end) / pageSize);
      setWindow((now) =>
        now.identity === identity && now.first === first && now.last === to ? now : { identity, first, last: to },
      );
    },
    [identity, pageSize],
  );

  const ensure = useCallback(
    async (start: number, end: number) => {
      for (let page = Math.floor(start / pageSize); page <= Math.floor(end / pageSize); page += 1) {
        await client.ensureQueryData(optionsOf(page));
      }
    },
    [client, optionsOf, pageSize],
  );

  return {
    total: shown?.total ?? 0,
    rowAt,
    onNeed,
    ensure,
    isLoading: shown === undefined && !failed,
    isOutdated: shown !== undefined && !arrived,
    isRefreshing: !arrived || results.some((result) => result.isRefetching),
    problem: shown === undefined || (!arrived && failed) ? failed?.error : undefined,
    retry: () => {
      for (const result of results) if (result.error) void result.refetch();
    },
  };
}
