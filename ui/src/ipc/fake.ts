/**
 * The stand-in for the app: an in-memory backend that answers every command, for looking at pages in a
 * browser and for tests. No build that people get contains it.
 */
import type {
  CheckReport,
  Connector,
  ConnectorDraft,
  FindingFilter,
  NotExaminedQuery,
  PageRequest,
  Probe,
  Problem,
  Run,
  RunSnapshot,
  ScopePreview,
  Settings,
  VaultState,
} from "./bindings";
import type { ArgsOf, Backend, CommandName, MessageOf, ResultOf } from "./client";
import { browsed, previewOf, sensitivityOf } from "./fake/browsing";
import { connecting } from "./fake/connecting";
import { columnsOf, groups, matching, ordered } from "./fake/findings";
import { overviewOf, riskOf } from "./fake/overview";
import { policyHandlers } from "./fake/policies";
import { exposureProbe, passedProbe, refusedProbe } from "./fake/probes";
import { detectors } from "./fake/providers";
import { providers } from "./fake/sources";
import { transferHandlers } from "./fake/transfers";
import { emptyCounts, makeWorld } from "./fake/world";

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

type Handlers = {
  [N in CommandName]: (args: ArgsOf<N>, say: (message: MessageOf<N>) => void) => ResultOf<N> | Promise<ResultOf<N>>;
};

const notFound: Problem = { class: "not_found", message: "It is not there any more.", remedy: "Go back to the list." };

function paged<T>(rows: readonly T[], page: PageRequest | undefined, usual: number) {
  const start = page?.offset ?? Number(page?.cursor ?? 0);
  const limit = page?.limit ?? usual;
  const next = start + limit;
  return { rows: rows.slice(start, next), total: rows.length, next_cursor: next < rows.length ? String(next) : null };
}

const probeNames = [
  ["resolve", "Find the host", "Found 2 addresses."],
  ["connect", "Connect", "Connected with TLS 1.3."],
  ["authenticate", "Sign in", "The key was accepted."],
  ["list_buckets", "List buckets", "2 buckets can be listed."],
  ["list", "List objects", "The first page holds 80 objects."],
  ["read", "Read one byte", "customers/2026/orders-101.csv can be read."],
] as const;

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
  const world = makeWorld(options.now);
  if (options.fresh) Object.assign(world, { connectors: [], documents: [], findings: [], runs: [] });
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const cancelled = new Set<string>();
  const began = Date.now();
  let made = 0;
  let pausedUntil: string | null = null;
  let paused = false;
  let vault: VaultState = options.vault ?? {
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

  const wait = (steps = 1) =>
    new Promise<void>((done) => (options.pace > 0 ? setTimeout(done, options.pace * steps) : done()));
  const tell = (event: string, payload: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  };
  const stale = (...tags: string[]) => setTimeout(() => tell("stale", { tags }), 0);
  const now = () => new Date().toISOString();

  function connectorOf(id: string): Connector {
    const found = world.connectors.find((one) => one.id === id);
    if (!found) throw notFound;
    return found;
  }
  function runOf(id: string): Run {
    const found = world.runs.find((one) => one.id === id);
    if (!found) throw notFound;
    return found;
  }
  function changed(id: string, patch: Partial<Connector>): Connector {
    Object.assign(connectorOf(id), patch, { updated_at: now() });
    stale("connectors", "overview", "engine");
    return { ...connectorOf(id) };
  }

  /** A running sync as it stands after the time that has passed: it moves by itself and starts over. */
  function snapshot(run: Run): RunSnapshot {
    const base = { sequence: 1, bytes_per_second: 0, objects_per_second: 0, current: [], seconds_left: null };
    if (run.status !== "running") return { ...base, run: { ...run } };
    const seconds = (Date.now() - began) / 1000 + 32;
    const listed = Math.min(180, Math.floor(seconds * 3));
    const listing = listed >= 180;
    const finished = Math.min(listed - 6, Math.floor(seconds * 1.4) % 170);
    const failed = Math.floor(finished / 60);
    const skipped = Math.floor(finished / 9);
    const counts = {
      ...emptyCounts(),
      listed,
      pending: listed - finished,
      scanned: finished - failed - skipped,
      collected: finished - failed - skipped + 3,
      parsed: finished - failed - skipped + 1,
      skipped: { unsupported_format: skipped },
      failed: { permission_denied: failed },
      bytes_listed: listed * 412_000,
      bytes_read: finished * 405_000,
      findings: Math.floor(finished * 1.8),
      findings_new: Math.floor(finished * 0.3),
    };
    return {
      run: { ...run, counts, listing_complete: listing },
      sequence: Math.floor(seconds * 4),
      bytes_per_second: 5_600_000 + 800_000 * Math.sin(seconds / 3),
      objects_per_second: 1.4,
      current: world.documents.slice(finished % 60, (finished % 60) + 4).map((document) => document.key),
      seconds_left: listing ? Math.round((listed - finished) / 1.4) : null,
    };
  }
  const running = () => world.runs.filter((run) => run.status === "running").map(snapshot);

  async function check(say: (probe: Probe) => void, taskId: string, known?: Connector): Promise<CheckReport> {
    const probes: Probe[] = [];
    const refused = known?.status === "needs_reauth";
    for (const [name, title, detail] of probeNames) {
      await wait(2);
      if (cancelled.has(taskId))
        throw { class: "cancelled", message: "The test was stopped.", remedy: "" } satisfies Problem;
      const probe = refused ? refusedProbe(name, title, detail) : passedProbe(name, title, detail);
      probes.push(probe);
      say(probe);
    }
    if (known?.exposure === "public") {
      probes.push(exposureProbe);
      say(exposureProbe);
    }
    return {
      connected: !refused,
      buckets_accessible: refused ? 0 : 2,
      sample_objects: refused ? [] : world.documents.slice(0, 5).map((one) => one.key),
      latency_ms: 84,
      probes,
    };
  }

  function created(draft: ConnectorDraft): Connector {
    made += 1;
    const { credential, export_base_path, schedule_cron, timezone, collection, policy_id, ...rest } = draft;
    const connector: Connector = {
      ...rest,
      id: `con_made${made}`,
      has_credential: credential !== undefined && credential !== null,
      export_base_path: export_base_path ?? null,
      schedule_cron: schedule_cron ?? null,
      timezone: timezone ?? "UTC",
      collection: collection ?? null,
      policy_id: policy_id ?? null,
      active: true,
      status: "active",
      status_message: null,
      findings_count: 0,
      risk_score: 0,
      exposure: null,
      last_sync_at: null,
      changes_seen_at: null,
      next_sync_at: schedule_cron ? new Date(Date.now() + 3_600_000).toISOString() : null,
      created_at: now(),
      updated_at: now(),
      deleted_at: null,
    };
    world.connectors.push(connector);
    stale("connectors", "overview", "engine");
    return connector;
  }

  function started(connector: Connector, options: Run["options"] = {}): Run {
    const run: Run = {
      id: `run_new${world.runs.length}`,
      connector_id: connector.id,
      connector_name: connector.name,
      trigger: "manual",
      options,
      scope_fingerprint: "5f1c",
      policy_fingerprint: "a9e0",
      status: "running",
      counts: emptyCounts(),
      listing_complete: false,
      queued_at: now(),
      started_at: now(),
      ended_at: null,
      problem: null,
      first_errors: [],
    };
    world.runs.unshift(run);
    stale("runs", "overview", "engine");
    return run;
  }

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

  const ruled = policyHandlers(world, stale);
  const wanted = (filter: FindingFilter) =>
    matching(world.findings, filter).filter((one) => (ruled.hiddenBy(one) !== null) === (filter.hidden === true));
  const unexamined = (query: NotExaminedQuery) =>
    world.documents.filter(
      (one) =>
        ["partial", "skipped", "failed"].includes(one.state) &&
        (query.connector_id === undefined || one.connector_id === query.connector_id) &&
        (query.bucket === undefined || one.bucket === query.bucket) &&
        one.key.startsWith(query.prefix ?? "") &&
        (query.collection === undefined || connectorOf(one.connector_id).collection === query.collection),
    );

  const handlers: Handlers = {
    ...ruled.handlers,
    ...transferHandlers({ world, wait, stale, cancelled }),
    provider_list: () => providers,
    ...connecting({ connectorOf, created, wait, isCancelled: (taskId) => cancelled.has(taskId), changed }),
    connector_list: (query) => {
      const rows = world.connectors.filter(
        (one) =>
          (query.deleted === true) === (one.deleted_at !== null) &&
          (!query.provider || one.provider === query.provider) &&
          (!query.status || one.status === query.status) &&
          (!query.collection || one.collection === query.collection) &&
          (!query.text || one.name.toLowerCase().includes(query.text.toLowerCase())),
      );
      return paged(
        rows.map((one) => ({ ...one })),
        query.page,
        20,
      );
    },
    connector_show: ({ id }) => ({ ...connectorOf(id) }),
    connector_create: ({ draft }) => ({ connector: created(draft), check: null }),
    connector_update: ({ id, patch }) => {
      const { credential, ...rest } = patch;
      return changed(id, {
        ...rest,
        ...(credential === undefined ? {} : { has_credential: true, status: "active", status_message: null }),
      });
    },
    connector_test_draft: ({ task_id }, say) => check(say, task_id),
    connector_test: ({ id, task_id }, say) => check(say, task_id, connectorOf(id)),
    connector_pause: ({ id }) => changed(id, { active: false, status: "paused" }),
    connector_resume: ({ id }) => changed(id, { active: true, status: "active" }),
    connector_disconnect: ({ id }) => changed(id, { has_credential: false, status: "disconnected" }),
    connector_delete: ({ id }) => changed(id, { deleted_at: now(), active: false }),
    connector_restore: ({ id }) => changed(id, { deleted_at: null }),
    connector_purge_counts: ({ id }) => ({
      documents: world.documents.filter((one) => one.connector_id === id).length,
      runs: world.runs.filter((one) => one.connector_id === id).length,
      findings: world.findings.filter((one) => one.connector_id === id).length,
      credential: connectorOf(id).has_credential,
    }),
    connector_purge: ({ id }) => {
      const gone = handlers.connector_purge_counts({ id }, () => undefined);
      world.connectors = world.connectors.filter((one) => one.id !== id);
      world.documents = world.documents.filter((one) => one.connector_id !== id);
      world.findings = world.findings.filter((one) => one.connector_id !== id);
      world.runs = world.runs.filter((one) => one.connector_id !== id);
      stale("connectors", "runs", "findings", "documents", "overview");
      return gone;
    },
    scope_preview: async ({ task_id }, say) => {
      const preview: ScopePreview = {
        objects_covered: 0,
        bytes_covered: 0,
        objects_left_out: 0,
        complete: false,
        examples: [],
        types: [],
        problem: null,
      };
      for (let step = 0; step < 4 && !cancelled.has(task_id); step += 1) {
        await wait();
        preview.objects_covered += 1_204;
        preview.bytes_covered += 730_000_000;
        preview.objects_left_out += 31;
        preview.examples = world.documents.slice(0, 6).map((one) => one.key);
        preview.types = [
          { file_type: "csv", objects: preview.objects_covered - 300 },
          { file_type: "json", objects: 240 },
          { file_type: "log", objects: 60 },
        ];
        say({ ...preview });
      }
      return { ...preview, complete: true };
    },
    cancel_task: ({ task_id }) => {
      cancelled.add(task_id);
      return null;
    },
    schedule_echo: ({ cron, timezone }) => {
      if (cron.trim().split(/\s+/).length !== 5) {
        throw {
          class: "config_invalid",
          message: "A schedule has five parts.",
          remedy: "Write minute, hour, day, month and weekday, such as 30 2 * * 1-5.",
          field: "schedule_cron",
        } satisfies Problem;
      }
      const next = [1, 2, 3].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
      return { cron, timezone, in_words: "At 02:30, Monday to Friday", next };
    },
    pick_folder: () => "/data/documents",
    dropped_text: () => "{}",
    browse: async ({ id, request }) => {
      await wait();
      return browsed(world, id, request);
    },
    sensitivity: ({ id, bucket, keys }) => sensitivityOf(world, id, bucket, keys),
    preview: async ({ object, reveal }) => {
      await wait();
      return previewOf(object.bucket, object.key, reveal);
    },
    sync_start: ({ id, options: asked }) => started(connectorOf(id), asked),
    run_list: (query) => {
      const rows = world.runs.filter(
        (run) =>
          (!query.connector_id || run.connector_id === query.connector_id) &&
          (!query.statuses || query.statuses.length === 0 || query.statuses.includes(run.status)),
      );
      return paged(
        rows.map((run) => snapshot(run).run),
        query.page,
        50,
      );
    },
    run_show: ({ id }) => snapshot(runOf(id)),
    run_cancel: ({ id }) => {
      Object.assign(runOf(id), { ...snapshot(runOf(id)).run, status: "cancelled", ended_at: now() });
      stale("runs", "overview", "engine");
      return { ...runOf(id) };
    },
    run_resume: ({ id }) => {
      Object.assign(runOf(id), { status: "running", ended_at: null });
      stale("runs", "overview", "engine");
      return { ...runOf(id) };
    },
    run_events: ({ page }) => paged(world.events, page, 200),
    runs_watch: async ({ task_id }, say) => {
      while (!cancelled.has(task_id)) {
        for (const one of running()) say(one);
        await new Promise((done) => setTimeout(done, 250));
      }
      return null;
    },
    document_list: (query) => {
      const rows = world.documents.filter(
        (one) =>
          (!query.connector_id || one.connector_id === query.connector_id) &&
          (query.bucket === undefined || one.bucket === query.bucket) &&
          (!query.prefix || one.key.startsWith(query.prefix)) &&
          (!query.states || query.states.length === 0 || query.states.includes(one.state)) &&
          (query.with_findings !== true || one.findings_count > 0) &&
          (!query.text || one.key.toLowerCase().includes(query.text.toLowerCase())),
      );
      return paged(rows, query.page, 200);
    },
    document_show: ({ id }) => {
      const document = world.documents.find((one) => one.id === id);
      if (!document) throw notFound;
      const own = groups(
        world.findings.filter((one) => one.document_id === id && one.status === "open"),
        "detector",
      );
      return {
        document,
        risk: {
          score: document.risk_score,
          coverage: document.size === 0 ? null : document.examined / document.size,
          terms: own.map((one) => ({
            detector: one.id,
            severity: one.worst,
            count: one.findings,
            mean_confidence: one.max_confidence * 0.95,
            points: one.findings * 3.1,
          })),
        },
      };
    },
    document_forget: ({ id }) => {
      world.documents = world.documents.filter((one) => one.id !== id);
      world.findings = world.findings.filter((one) => one.document_id !== id);
      stale("documents", "findings", "overview");
      return null;
    },
    finding_list: (query) => paged(ordered(wanted(query.filter), query), query.page, 200),
    finding_groups: ({ filter, by }) => groups(wanted(filter), by),
    finding_columns: (query) => paged(columnsOf(ordered(wanted(query.filter), query)), query.page, 200),
    not_examined: (query) => paged(unexamined(query), query.page, 200),
    not_examined_export: (query) => ({ rows: unexamined(query).length }),
    risk_of: (asked) => riskOf(world, asked),
    finding_show: ({ id }) => {
      const finding = world.findings.find((one) => one.id === id);
      if (!finding) throw notFound;
      return { ...finding };
    },
    finding_reveal: async ({ id }) => {
      await wait(2);
      const finding = world.findings.find((one) => one.id === id);
      if (!finding) throw notFound;
      return {
        value: "4111 1111 1111 1111",
        before: "1017,Ada Example,",
        after: ",ada@example.org,2026-03-14",
        location: finding.location,
        moved: false,
      };
    },
    finding_triage: ({ target, status }) => {
      const touched =
        target.by === "ids" ? world.findings.filter((one) => target.ids.includes(one.id)) : wanted(target.filter);
      const before = touched.filter((one) => one.status !== status).map((one) => ({ id: one.id, status: one.status }));
      for (const one of touched) one.status = status;
      stale("findings", "overview");
      return { changed: before.length, before };
    },
    finding_undo_triage: ({ before }) => {
      for (const { id, status } of before) {
        const finding = world.findings.find((one) => one.id === id);
        if (finding) finding.status = status;
      }
      stale("findings", "overview");
      return before.length;
    },
    detector_list: () => detectors,
    overview: () => overviewOf(world, running()),
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
