/** Reading the permissions anew: one at a time, can be stopped, stopped too when its page goes. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem } from "../../ipc/bindings";
import { asProblem, exposureKey, freshId, refreshPermissions } from "./queries";

export interface Refreshing {
  busy: boolean;
  /** When it began, milliseconds of the epoch. */
  since: number | undefined;
  problem: Problem | undefined;
  run: () => void;
  stop: () => void;
}

export function useRefreshing(id: string, onDone: (buckets: number) => void): Refreshing {
  const cache = useQueryClient();
  const [since, setSince] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const control = useRef<AbortController | undefined>(undefined);
  const done = useRef(onDone);
  done.current = onDone;

  const stop = useCallback(() => {
    control.current?.abort();
    control.current = undefined;
    setSince(undefined);
  }, []);
  useEffect(() => () => control.current?.abort(), []);

  const run = useCallback(() => {
    if (control.current !== undefined) {
      return;
    }
    const own = new AbortController();
    control.current = own;
    setProblem(undefined);
    setSince(Date.now());
    refreshPermissions(id, freshId(), own.signal)
      .then((read) => {
        cache.setQueryData(exposureKey(id), read);
        void cache.invalidateQueries({ queryKey: ["connectors"] });
        if (control.current === own) {
          done.current(read.length);
        }
      })
      .catch((thrown: unknown) => {
        const refusal = asProblem(thrown);
        if (control.current === own && refusal.class !== "cancelled") {
          setProblem(refusal);
        }
      })
      .finally(() => {
        if (control.current === own) {
          control.current = undefined;
          setSince(undefined);
        }
      });
  }, [cache, id]);

  return { busy: since !== undefined, since, problem, run, stop };
}
