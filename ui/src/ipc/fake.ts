/**
 * The stand-in for the app: an in-memory backend that answers every command, for looking at pages in a
 * browser and for tests. No build that people get contains it.
 */
import type { Problem, VaultState } from "./bindings";
import type { Backend, CommandName } from "./client";
import { connecting } from "./fake/connecting";
import { connectorPart } from "./fake/connectors";
import { documentPart } from "./fake/documents";
import { exportPart } from "./fake/exports";
import { overviewOf } from "./fake/overview";
import { policyHandlers } from "./fake/policies";
import { detectors } from "./fake/providers";
import { runPart } from "./fake/runs";
import { settingsPart } from "./fake/settings";
import { providers } from "./fake/sources";
import { makeStage, type Part } from "./fake/stage";
import { transferHandlers } from "./fake/transfers";
import { makeWorld } from "./fake/world";

interface Options {
  /** A fixed time makes pictures and tests repeatable. */
  now?: number;
  /** Milliseconds per step of a slow command; 0 answers at once. */
  pace?: number;
  /** No connector yet: what a person sees first. */
  fresh?: boolean;
  /** Problems that commands answer with instead. */
  problems?: Partial<Record<CommandName, Problem>>;
  vault?: VaultState;
}

/** As a page asks for it by the address: `?fresh`, `?locked`. */
function optionsOfAddress(): Options {
  const asked = new URLSearchParams(window.location.search);
  return {
    fresh: asked.has("fresh"),
    ...(asked.has("locked")
      ? {
          vault: {
            backend: "passphrase",
            unlocked: false,
            message: "Credentials are sealed with your passphrase. Enter it to let syncs use them.",
          },
        }
      : asked.has("nokeychain")
        ? {
            vault: {
              backend: "none",
              unlocked: false,
              message: "This desktop has no keychain. Choose a passphrase to seal credentials with.",
            },
          }
        : {}),
  };
}

export function fakeBackend(given: Options = optionsOfAddress()): Backend {
  const options = { pace: 160, fresh: false, problems: {}, now: Date.now(), ...given };
  const stage = makeStage(options);
  const { world, listeners, cancelled, wait, stale, connectorOf, changed } = stage;
  const connectors = connectorPart(stage);
  const { created } = connectors;
  const runs = runPart(stage);
  const { running, started } = runs;
  const ruled = policyHandlers(world, stale);

  const handlers: Part<CommandName> = {
    ...ruled.handlers,
    ...transferHandlers({ world, wait, stale, cancelled }),
    ...connecting({ connectorOf, created, wait, isCancelled: (taskId) => cancelled.has(taskId), changed }),
    ...connectors.handlers,
    ...runs.handlers,
    ...documentPart(stage, ruled.hiddenBy),
    ...exportPart(stage),
    ...settingsPart(stage, running, options.vault),
    provider_list: () => providers,
    detector_list: () => detectors,
    overview: () => overviewOf(world, running()),
    cancel_task: ({ task_id }) => {
      cancelled.add(task_id);
      return null;
    },
    sample_create: async () => {
      await wait(2);
      if (options.fresh) {
        options.fresh = false;
        Object.assign(world, makeWorld(Date.now()));
      }
      const connector = created({
        name: "Sample",
        provider: "local",
        config: { path: "/data/tidegate/sample" },
        scopes: ["import"],
        import_mode: "all",
        buckets: [],
        prefixes: [],
        patterns: [],
        exclude: [],
        file_types: [],
        max_object_size: null,
      });
      return { connector, run: started(connector) };
    },
    open_data_folder: () => null,
    quit: () => null,
    app_ready: () => null,
  };

  return {
    async call(name, args, onMessage) {
      await Promise.resolve();
      const problem = options.problems[name as CommandName];
      if (problem) throw problem;
      const handler = handlers[name as CommandName] as
        | ((args: unknown, say: (message: unknown) => void) => unknown)
        | undefined;
      if (!handler) throw { class: "internal", message: `No such command: ${name}`, remedy: "" } satisfies Problem;
      const answer = await handler(args, onMessage ?? (() => undefined));
      // As over the real wire, the pages get a copy of their own.
      return structuredClone(answer);
    },
    listen(event, handler) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known);
      known.add(handler);
      return () => known.delete(handler);
    },
  };
}
