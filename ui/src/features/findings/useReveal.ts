/**
 * A value in clear, for a minute at most and only while its panel is open. It lives in this hook's state
 * alone: no cache, address or store ever holds it.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Revealed } from "../../ipc/bindings";
import { reveal } from "./queries";

export const SHOWN_SECONDS = 60;

export interface Reveal {
  value: Revealed | undefined;
  secondsLeft: number;
  busy: boolean;
  problem: unknown;
  show: () => void;
  hide: () => void;
}

/** `id` is the finding whose panel is open; another one starts hidden. */
export function useReveal(id: string): Reveal {
  const [value, setValue] = useState<Revealed>();
  const [secondsLeft, setSecondsLeft] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  /** Grows with every hiding: an answer that comes too late is dropped. */
  const turn = useRef(0);

  const hide = useCallback(() => {
    turn.current += 1;
    setValue(undefined);
    setBusy(false);
    setProblem(undefined);
  }, []);

  const show = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    setBusy(true);
    setProblem(undefined);
    reveal(id)
      .then((answer) => {
        if (mine !== turn.current) return;
        setValue(answer);
        setSecondsLeft(SHOWN_SECONDS);
      })
      .catch((thrown: unknown) => mine === turn.current && setProblem(thrown))
      .finally(() => mine === turn.current && setBusy(false));
  }, [id]);

  // Another finding starts hidden.
  useEffect(() => hide, [id, hide]);

  useEffect(() => {
    if (value === undefined) return;
    const end = Date.now() + SHOWN_SECONDS * 1000;
    const timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) hide();
      else setSecondsLeft(left);
    }, 500);
    const leaving = () => document.visibilityState === "hidden" && hide();
    document.addEventListener("visibilitychange", leaving);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", leaving);
    };
  }, [value, hide]);

  return { value, secondsLeft, busy, problem, show, hide };
}
