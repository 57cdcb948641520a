/** What the shell itself asks the app: the engine's state, the settings, and names for the palette. */
import { QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { EngineState } from "../ipc/bindings";
import { call } from "../ipc/client";
import { onAppEvent, tags } from "../ipc/events";
import { toastProblem } from "../kit/toast";

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The app is on this machine and says itself when an answer is stale.
        staleTime: 30_000,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** Forgets cached answers when the app says that they are stale, and all of them when the window comes back. */
export function followStale(client: QueryClient): () => void {
  const stops = [
    onAppEvent("stale", (payload) => {
      for (const tag of payload.tags) {
        if ((tags as readonly string[]).includes(tag)) void client.invalidateQueries({ queryKey: [tag] });
      }
    }),
    onAppEvent("shown", () => void client.invalidateQueries()),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

export function useEngine() {
  return useQuery({ queryKey: ["engine"], queryFn: () => call("engine_state", {}), refetchInterval: 15_000 });
}

export function usePause() {
  const client = useQueryClient();
  const done = (state: EngineState) => client.setQueryData(["engine"], state);
  const pause = useMutation({
    mutationFn: (until: string | undefined) => call("pause_all", until === undefined ? {} : { until }),
    onSuccess: done,
    onError: toastProblem,
  });
  const resume = useMutation({ mutationFn: () => call("resume_all", {}), onSuccess: done, onError: toastProblem });
  return { pause: pause.mutate, resume: resume.mutate, busy: pause.isPending || resume.isPending };
}

export function useSettings() {
  return useQuery({ queryKey: ["settings"], queryFn: () => call("settings_get", {}) });
}

/** Connectors whose name holds the text, for the palette. */
export function useConnectorNames(text: string, enabled: boolean) {
  return useQuery({
    queryKey: ["connectors", "palette", text],
    queryFn: () =>
      call("connector_list", { ...(text ? { text } : {}), page: { limit: 20, cursor: null, offset: null } }).then(
        (page) => page.rows,
      ),
    enabled,
  });
}

/** Tells the app that the window can be shown. */
export function sayReady(): void {
  void call("app_ready", {}).catch(() => null);
}
