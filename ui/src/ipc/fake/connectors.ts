/** The stand-in's connectors: listed, made, changed, tested, removed. */
import type { CheckReport, Connector, ConnectorDraft, Probe, Problem, ScopePreview } from "../bindings";
import { exposureProbe, passedProbe, refusedProbe } from "./probes";
import { now, type Part, paged, type Stage } from "./stage";

type Names =
  | "connector_create"
  | "connector_delete"
  | "connector_disconnect"
  | "connector_list"
  | "connector_pause"
  | "connector_purge"
  | "connector_purge_counts"
  | "connector_restore"
  | "connector_resume"
  | "connector_show"
  | "connector_test"
  | "connector_test_draft"
  | "connector_update"
  | "dropped_text"
  | "pick_folder"
  | "schedule_echo"
  | "scope_preview";

const probeNames = [
  ["resolve", "Find the host", "Found 2 addresses."],
  ["connect", "Connect", "Connected with TLS 1.3."],
  ["authenticate", "Sign in", "The key was accepted."],
  ["list_buckets", "List buckets", "2 buckets can be listed."],
  ["list", "List objects", "The first page holds 80 objects."],
  ["read", "Read one byte", "customers/2026/orders-101.csv can be read."],
] as const;

export function connectorPart({ world, cancelled, wait, stale, connectorOf, changed }: Stage) {
  let made = 0;

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
    const { credential, export_base_path, schedule_cron, timezone, collection, policy_id, copies, ...rest } = draft;
    const connector: Connector = {
      ...rest,
      id: `con_made${made}`,
      has_credential: credential !== undefined && credential !== null,
      export_base_path: export_base_path ?? null,
      schedule_cron: schedule_cron ?? null,
      timezone: timezone ?? "UTC",
      collection: collection ?? null,
      policy_id: policy_id ?? null,
      copies: copies ?? null,
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

  const handlers: Part<Names> = {
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
  };
  return { created, handlers };
}
