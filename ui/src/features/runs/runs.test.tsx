/** Runs: counters that add up, live pictures in order, and the page over a stand-in backend. */
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Run, RunCounts, RunSnapshot } from "../../ipc/bindings";
import { setBackend } from "../../ipc/client";
import { draw } from "../../testing/draw";
import { addsUp, parts, percent, total } from "./counts";
import { RunPage, RunsPage } from "./index";
import { readRunSearch, runQuery } from "./search";
import { NO_RUNS, newest, take, underWay } from "./snapshots";

const counts: RunCounts = {
  listed: 20,
  pending: 4,
  collected: 12,
  parsed: 11,
  scanned: 8,
  partial: 1,
  to_copy: 0,
  copied: 0,
  redacted: 0,
  not_copied: 0,
  skipped: { unchanged: 3, too_large: 1 },
  failed: { permission_denied: 2 },
  gone: 1,
  bytes_listed: 9_000,
  bytes_read: 4_000,
  findings: 5,
  findings_new: 2,
};

function run(change: Partial<Run> = {}): Run {
  return {
    id: "run_1",
    connector_id: "con_1",
    connector_name: "Invoices",
    trigger: "manual",
    options: {},
    scope_fingerprint: "a",
    policy_fingerprint: "b",
    status: "completed_with_errors",
    counts,
    listing_complete: true,
    queued_at: "2026-01-02T10:00:00Z",
    started_at: "2026-01-02T10:00:01Z",
    ended_at: "2026-01-02T10:01:01Z",
    problem: null,
    first_errors: [
      { class: "permission_denied", message: "Two files may not be read.", remedy: "Give the key read access." },
    ],
    ...change,
  };
}

function picture(sequence: number, change: Partial<Run> = {}): RunSnapshot {
  return {
    run: run({ status: "running", ended_at: null, ...change }),
    sequence,
    bytes_per_second: 2_000,
    objects_per_second: 3,
    current: ["a/b.csv"],
    seconds_left: null,
  };
}

test("every listed object is in one part of the sum", () => {
  expect(total(parts(counts))).toBe(20);
  expect(addsUp(counts)).toBe(true);
  expect(addsUp({ ...counts, gone: 2 })).toBe(false);
});

test.each([
  ["while the listing goes on there is no percent", { listing_complete: false }, null],
  ["afterwards it counts what is in a final state", {}, 80],
  ["an empty listing is done", { counts: { ...counts, listed: 0, pending: 0 } }, 100],
] as const)("%s", (_, change, expected) => {
  expect(percent(run(change))).toBe(expected);
});

test("an older picture never replaces a newer one", () => {
  const second = take(NO_RUNS, picture(2), 1000);
  expect(take(second, picture(1), 2000)).toBe(second);
  expect(take(second, picture(3), 2000).get("run_1")?.snapshot.sequence).toBe(3);
});

test("a resumed run counts its pictures anew", () => {
  const ended = take(NO_RUNS, picture(9, { status: "interrupted" }), 1000);
  expect(take(ended, picture(1), 2000).get("run_1")?.snapshot.run.status).toBe("running");
});

test("a run under way is one that the stored list names, or one that began after it", () => {
  const live = take(NO_RUNS, picture(1), 1000);
  expect(underWay([run({ status: "running" })], live, 2000, undefined)).toHaveLength(1);
  expect(underWay([], live, 500, undefined)).toHaveLength(1);
  expect(underWay([], live, 2000, undefined)).toHaveLength(0);
  expect(underWay([], live, 500, "con_2")).toHaveLength(0);
  const ended = take(live, picture(2, { status: "completed" }), 1500);
  expect(underWay([run({ status: "running" })], ended, 500, undefined)).toHaveLength(0);
});

test("the stored end of a run wins over its last live picture", () => {
  const live = take(NO_RUNS, picture(9), 1000).get("run_1");
  expect(newest({ ...picture(1), run: run() }, live)?.run.status).toBe("completed_with_errors");
  expect(newest(picture(1), live)?.sequence).toBe(9);
});

test("addresses keep known words only", () => {
  expect(readRunSearch({ status: ["failed", "nonsense"], connector: 7 })).toEqual({ status: ["failed"] });
  expect(runQuery({}).statuses).not.toContain("running");
});

function stand(asked: { name: string; args: unknown }[], status: Run["status"] = "completed_with_errors") {
  const active = run({
    id: "run_2",
    status: "running",
    ended_at: null,
    connector_name: "Logs",
    listing_complete: false,
  });
  setBackend({
    listen: () => () => undefined,
    call: async (name, args, onMessage) => {
      asked.push({ name, args });
      const page = (rows: unknown[]) => ({ rows, total: rows.length, next_cursor: null });
      switch (name) {
        case "run_list":
          return page((args as { statuses: string[] }).statuses.includes("running") ? [active] : [run()]);
        case "run_show":
          return { ...picture(1), run: run({ status }) };
        case "runs_watch":
          onMessage?.({ ...picture(4), run: active });
          return new Promise(() => undefined);
        case "run_resume":
          return run({ status: "queued" });
        default:
          return page([]);
      }
    },
  });
}

afterEach(() => setBackend(undefined));

test("the page shows what runs now without a percent, and the history below", async () => {
  const asked: { name: string; args: unknown }[] = [];
  stand(asked);
  draw(<RunsPage />, { at: "/runs", route: "/runs" });
  const now = await screen.findByTestId("run-row-run_2");
  expect(within(now).getByTestId("run-listed")).toHaveTextContent("20 objects listed so far");
  expect(now).not.toHaveTextContent("%");
  expect(now).toHaveTextContent("a/b.csv");
  expect(await screen.findByTestId("run-row-run_1")).toHaveTextContent("Invoices");
  await userEvent.click(within(now).getByTestId("run-cancel"));
  expect(asked.filter(({ name }) => name === "run_cancel")).toHaveLength(1);
  expect(asked.filter(({ name }) => name === "runs_watch")).toHaveLength(1);
});

test("one run says what became of every object and offers to resume", async () => {
  const asked: { name: string; args: unknown }[] = [];
  stand(asked, "interrupted");
  draw(<RunPage />, { at: "/runs/run_1", route: "/runs/$id" });
  expect(await screen.findByTestId("run-listed")).toHaveTextContent("20");
  expect(screen.getByTestId("count-skipped.unchanged")).toHaveTextContent("3");
  expect(screen.getByText("Give the key read access.")).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("run-resume"));
  expect(asked.some(({ name }) => name === "run_resume")).toBe(true);
});

test("a run that makes redacted copies says how many, leads to them, and names what has none", async () => {
  const made = run({
    export_id: "exp_1",
    counts: { ...counts, to_copy: 9, copied: 8, redacted: 5, not_copied: 1 },
  });
  setBackend({
    listen: () => () => undefined,
    call: async (name) =>
      name === "run_show" ? { ...picture(1), run: made } : { rows: [], total: 0, next_cursor: null },
  });
  draw(<RunPage />, { at: "/runs/run_1", route: "/runs/$id" });
  const link = await screen.findByTestId("run-copies");
  expect(link).toHaveTextContent("8 of 9, 5 with values removed");
  expect(link).toHaveAttribute("href", "/exports/exp_1");
  expect(screen.getByTestId("run-not-copied")).toHaveTextContent("1 object has no copy of its present version");
});

test("while copies are made, how far they are is told", async () => {
  const active = run({ status: "running", ended_at: null, counts: { ...counts, pending: 0, to_copy: 9, copied: 4 } });
  setBackend({
    listen: () => () => undefined,
    call: async (name) =>
      name === "run_show" ? { ...picture(1), run: active } : { rows: [], total: 0, next_cursor: null },
  });
  draw(<RunPage />, { at: "/runs/run_1", route: "/runs/$id" });
  expect(await screen.findByTestId("run-copying")).toHaveTextContent("4 of 9 copied");
});
