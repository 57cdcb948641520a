/** What the settings page asks and changes. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Settings, VaultState } from "../../ipc/bindings";
import { call } from "../../ipc/client";

export function useSettings() {
  return useQuery({ queryKey: ["settings"], queryFn: () => call("settings_get", {}) });
}

/** Changes are shown at once and taken back when the app refuses them. */
export function useChangeSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: Settings) => call("settings_set", { settings }),
    scope: { id: "settings" },
    onMutate: (settings) => {
      const before = client.getQueryData<Settings>(["settings"]);
      client.setQueryData(["settings"], settings);
      return { before };
    },
    onSuccess: (settings) => client.setQueryData(["settings"], settings),
    onError: (_, __, context) => client.setQueryData(["settings"], context?.before),
  });
}

export function useDiagnostics() {
  return useQuery({ queryKey: ["settings", "diagnostics"], queryFn: () => call("diagnostics", {}) });
}

export function useVault() {
  return useQuery({ queryKey: ["settings", "vault"], queryFn: () => call("vault_state", {}) });
}

/** Makes a passphrase, or unlocks with the one there is. The passphrase is kept nowhere in the window. */
export function usePassphrase(kind: "create" | "unlock") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (passphrase: string) =>
      call(kind === "create" ? "vault_create_passphrase" : "vault_unlock", { passphrase }),
    // The passphrase must not stay in the list of past changes.
    gcTime: 0,
    onSuccess: (state: VaultState) => {
      client.setQueryData(["settings", "vault"], state);
      for (const tag of ["connectors", "engine", "overview"]) void client.invalidateQueries({ queryKey: [tag] });
    },
  });
}

export function openDataFolder(): Promise<unknown> {
  return call("open_data_folder", {});
}
