/** What the overview asks the app, and the pictures of running syncs that it sends by itself. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Document, Exported, Page, RunSnapshot } from "../../ipc/bindings";
import { call, cancelTask, freshId } from "../../ipc/client";

export function useOverview() {
  // Says "in 3 hours" and the like, so it is looked at again now and then.
  return useQuery({ queryKey: ["overview"], queryFn: () => call("overview", {}), refetchInterval: 60_000 });
}

/** What of everything was not examined in full. */
export function notExaminedPage(offset: number, limit: number): Promise<Page<Document>> {
  return call("not_examined", { page: { limit, offset, cursor: null } });
}

export function exportNotExamined(path: string): Promise<Exported> {
  return call("not_examined_export", { path });
}

export function chooseFolder(): Promise<string | null> {
  return call("pick_folder", {});
}

/** The newest picture of each of these runs, as it changes. */
export function useLiveRuns(running: readonly RunSnapshot[]): RunSnapshot[] {
  const [newest, setNewest] = useState<ReadonlyMap<string, RunSnapshot>>(new Map());
  const watching = running.length > 0;

  useEffect(() => {
    if (!watching) return;
    const taskId = freshId();
    let left = false;
    const watch = call("runs_watch", { task_id: taskId }, (snapshot) => {
      if (!left) setNewest((known) => new Map(known).set(snapshot.run.id, snapshot));
    });
    // Without it the page still shows the pictures of its last look.
    watch.catch(() => null);
    return () => {
      left = true;
      void cancelTask(taskId);
    };
  }, [watching]);

  return running.map((snapshot) => {
    const live = newest.get(snapshot.run.id);
    return live && live.sequence > snapshot.sequence ? live : snapshot;
  });
}

/** Makes the built-in sample and syncs it. The same click twice makes one. */
export function useSample() {
  const client = useQueryClient();
  const [requestId] = useState(freshId);
  return useMutation({
    mutationFn: () => call("sample_create", { request_id: requestId }),
    onSuccess: () => {
      for (const tag of ["overview", "connectors", "runs", "engine"])
        void client.invalidateQueries({ queryKey: [tag] });
    },
  });
}
