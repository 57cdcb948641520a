/** The stand-in's syncs: a running one moves by itself and starts over. */
import type { Connector, Run, RunSnapshot } from "../bindings";
import { now, type Part, paged, type Stage } from "./stage";
import { emptyCounts } from "./world";

type Names = "run_cancel" | "run_events" | "run_list" | "run_resume" | "run_show" | "runs_watch" | "sync_start";

export function runPart({ world, cancelled, stale, connectorOf, runOf }: Stage) {
  const began = Date.now();

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

  const handlers: Part<Names> = {
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
  };
  return { running, started, handlers };
}
