/** Counts what is chosen, folders looked through, while a dialog is open; can be stopped and done again. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Selection, SelectionCount } from "../../ipc/bindings";
import { asProblem, countSelection } from "./queries";

export interface Counting {
  /** The newest numbers; "so far" unless `count.complete`. */
  count: SelectionCount | undefined;
  busy: boolean;
  problem: unknown;
  stop: () => void;
  again: () => void;
}

export function useCounting(connectorId: string, selection: Selection): Counting {
  const [count, setCount] = useState<SelectionCount>();
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState<unknown>();
  const waiting = useRef<AbortController>(undefined);

  const again = useCallback(() => {
    waiting.current?.abort();
    const mine = new AbortController();
    waiting.current = mine;
    const current = () => waiting.current === mine;
    setCount(undefined);
    setBusy(true);
    setProblem(undefined);
    countSelection(connectorId, selection, mine.signal, (progress) => {
      if (current() && !mine.signal.aborted) setCount(progress);
    })
      .then((whole) => {
        if (!current()) return;
        setCount(whole);
        if (whole.problem !== null) setProblem(whole.problem);
      })
      .catch((thrown: unknown) => {
        if (current() && asProblem(thrown).class !== "cancelled") setProblem(thrown);
      })
      .finally(() => {
        if (current()) setBusy(false);
      });
  }, [connectorId, selection]);

  useEffect(() => {
    again();
    return () => {
      waiting.current?.abort();
      waiting.current = undefined;
    };
  }, [again]);

  const stop = useCallback(() => waiting.current?.abort(), []);
  return { count, busy, problem, stop, again };
}
