/** The stand-in's engine at a glance, its settings, its vault and what it says of itself. */
import type { Problem, RunSnapshot, Settings, VaultState } from "../bindings";
import { detectors } from "./providers";
import { providers } from "./sources";
import type { Part, Stage } from "./stage";

type Names =
  | "diagnostics"
  | "engine_state"
  | "pause_all"
  | "resume_all"
  | "settings_get"
  | "settings_set"
  | "vault_create_passphrase"
  | "vault_state"
  | "vault_unlock";

export function settingsPart({ world, wait }: Stage, running: () => RunSnapshot[], begun: VaultState | undefined) {
  let pausedUntil: string | null = null;
  let paused = false;
  let vault: VaultState = begun ?? {
    backend: "os_keychain",
    unlocked: true,
    message: "Credentials are sealed with a key in this desktop's keychain.",
  };
  let settings: Settings = {
    color_scheme: "system",
    on_close: "keep_running",
    concurrency: 8,
    notifications: true,
    start_at_login: false,
    min_confidence_percent: 30,
  };

  const engine = () => ({
    running: running().length,
    queued: 0,
    paused,
    paused_until: pausedUntil,
    next_run_at:
      world.connectors
        .map((one) => one.next_sync_at)
        .filter((at): at is string => at !== null)
        .sort()[0] ?? null,
    last_problem: world.runs.find((run) => run.status === "failed")?.problem?.message ?? null,
    tray: true,
  });

  const handlers: Part<Names> = {
    engine_state: engine,
    pause_all: ({ until }) => {
      paused = true;
      pausedUntil = until ?? null;
      return engine();
    },
    resume_all: () => {
      paused = false;
      pausedUntil = null;
      return engine();
    },
    settings_get: () => settings,
    settings_set: ({ settings: next }) => {
      settings = next;
      return settings;
    },
    diagnostics: () => ({
      version: "0.1.0",
      os: "Debian GNU/Linux 13 (x86_64)",
      data_dir: "/data/tidegate",
      database_bytes: 18_432_000,
      schema_version: 3,
      sqlite_version: "3.51.1",
      webview_version: "WebKitGTK 2.50.1",
      vault,
      detectors: detectors.length,
      providers: providers.map((one) => one.id),
      formats: ["text", "csv", "json", "gzip"],
      integrity: "ok",
      hosts: [
        {
          host: "s3.eu-central-1.amazonaws.com",
          requests: 1_842,
          sent: 12_000,
          received: 480_000_000,
          first_at: "2026-09-02T07:00:00Z",
          last_at: "2026-11-20T09:30:00Z",
          purposes: ["list objects", "read objects"],
          connectors: ["Production exports"],
        },
        {
          host: "objects.partner.example",
          requests: 12,
          sent: 0,
          received: 40_000,
          first_at: "2026-11-01T07:00:00Z",
          last_at: "2026-11-01T07:01:00Z",
          purposes: ["test the connection"],
          connectors: ["Partner drop"],
        },
      ],
    }),
    vault_state: () => vault,
    vault_create_passphrase: async ({ passphrase }) => {
      await wait(3);
      if ([...passphrase].length < 8) {
        throw {
          class: "config_invalid",
          message: "The passphrase is too short.",
          remedy: "Use at least 8 characters.",
          field: "passphrase",
        } satisfies Problem;
      }
      vault = { backend: "passphrase", unlocked: true, message: "Credentials are sealed with your passphrase." };
      return vault;
    },
    vault_unlock: async ({ passphrase }) => {
      await wait(3);
      if (passphrase !== "correct horse") {
        throw {
          class: "vault_locked",
          message: "This is not the passphrase.",
          remedy: "Try again.",
          field: "passphrase",
        } satisfies Problem;
      }
      vault = { ...vault, unlocked: true, message: "Credentials are sealed with your passphrase." };
      return vault;
    },
  };
  return handlers;
}
