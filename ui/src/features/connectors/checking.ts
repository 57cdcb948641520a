/**
 * A connection test under way: probes as they end, one test at a time, cancelled when its page goes.
 * It knows neither what is tested nor how probes are drawn.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import type { CheckReport, Probe, Problem } from "../../ipc/bindings";
import { asProblem, cancelTask, freshId } from "./queries";

export type CheckState =
  | { phase: "idle" }
  | { phase: "running"; probes: Probe[] }
  | { phase: "done"; probes: Probe[]; report: CheckReport }
  | { phase: "cancelled"; probes: Probe[] }
  | { phase: "refused"; probes: Probe[]; problem: Problem };

export interface Check {
  state: CheckState;
  run: () => Promise<CheckReport | undefined>;
  cancel: () => void;
  forget: () => void;
}

/** The later report of a probe replaces the earlier one; the order is that of first appearance. */
export function withProbe(probes: Probe[], probe: Probe): Probe[] {
  const at = probes.findIndex((known) => known.name === probe.name);
  return at === -1 ? [...probes, probe] : probes.map((known, index) => (index === at ? probe : known));
}

export function useCheck(start: (taskId: string, onProbe: (probe: Probe) => void) => Promise<CheckReport>): Check {
  const [state, setState] = useState<CheckState>({ phase: "idle" });
  const task = useRef<string | undefined>(undefined);

  const stop = useCallback(() => {
    const running = task.current;
    task.current = undefined;
    if (running !== undefined) {
      void cancelTask(running);
    }
  }, []);

  useEffect(() => stop, [stop]);

  const run = useCallback(async () => {
    stop();
    const id = freshId();
    task.current = id;
    let probes: Probe[] = [];
    setState({ phase: "running", probes });
    try {
      const report = await start(id, (probe) => {
        if (task.current === id) {
          probes = withProbe(probes, probe);
          setState({ phase: "running", probes });
        }
      });
      if (task.current !== id) {
        return undefined;
      }
      task.current = undefined;
      setState({ phase: "done", probes: report.probes, report });
      return report;
    } catch (error) {
      if (task.current === id) {
        task.current = undefined;
        const problem = asProblem(error);
        setState(
          problem.class === "cancelled" ? { phase: "cancelled", probes } : { phase: "refused", probes, problem },
        );
      }
      return undefined;
    }
  }, [start, stop]);

  const cancel = useCallback(() => {
    stop();
    setState((now) => (now.phase === "running" ? { phase: "cancelled", probes: now.probes } : now));
  }, [stop]);

  const forget = useCallback(() => {
    stop();
    setState({ phase: "idle" });
  }, [stop]);

  return { state, run, cancel, forget };
}
