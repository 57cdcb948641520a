/**
 * A live count of what a scope covers: started a moment after the last keystroke, the one before
 * cancelled. It keeps showing the last numbers, marked as old, until new ones arrive.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem, ScopePreview } from "../../ipc/bindings";
import { asProblem, cancelTask, freshId } from "./queries";

/** Milliseconds without typing before a count starts. */
export const SETTLE_MS = 450;

export interface Preview {
  phase: "waiting" | "counting" | "done" | "stopped" | "refused";
  /** The newest numbers; `undefined` before the first. */
  counts: ScopePreview | undefined;
  /** The numbers belong to an earlier scope. */
  outdated: boolean;
  problem: Problem | undefined;
  stop: () => void;
  again: () => void;
}

type Start = (taskId: string, onProgress: (preview: ScopePreview) => void) => Promise<ScopePreview>;

/** Counts again whenever `subject` (the scope as text) changes. */
export function useScopePreview(subject: string, start: Start): Preview {
  const [shown, setShown] = useState<Omit<Preview, "stop" | "again">>({
    phase: "waiting",
    counts: undefined,
    outdated: false,
    problem: undefined,
  });
  const [round, setRound] = useState(0);
  const task = useRef<string | undefined>(undefined);
  const latest = useRef(start);
  latest.current = start;

  const drop = useCallback(() => {
    const running = task.current;
    task.current = undefined;
    if (running !== undefined) {
      void cancelTask(running);
    }
  }, []);

  // `subject` and `round` are what restarts a count.
  useEffect(() => {
    setShown((now) => ({ ...now, phase: "waiting", outdated: now.counts !== undefined, problem: undefined }));
    const timer = setTimeout(() => {
      const id = freshId();
      task.current = id;
      setShown((now) => ({ ...now, phase: "counting" }));
      latest
        .current(id, (counts) => {
          if (task.current === id) {
            setShown({ phase: "counting", counts, outdated: false, problem: undefined });
          }
        })
        .then((counts) => {
          if (task.current === id) {
            task.current = undefined;
            setShown({ phase: "done", counts, outdated: false, problem: counts.problem ?? undefined });
          }
        })
        .catch((error: unknown) => {
          if (task.current === id) {
            task.current = undefined;
            setShown((now) => ({ ...now, phase: "refused", problem: asProblem(error) }));
          }
        });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      drop();
    };
  }, [subject, round, drop]);

  const stop = useCallback(() => {
    drop();
    setShown((now) => (now.phase === "counting" ? { ...now, phase: "stopped" } : now));
  }, [drop]);
  const again = useCallback(() => setRound((now) => now + 1), []);

  return { ...shown, stop, again };
}
