/**
 * An original beside its copy, stretch by stretch. It lives in this hook's state alone: no cache holds a file's
 * text, and values in clear are taken away after a minute, on leaving and with the page.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CompareFrom, Comparison } from "../../ipc/bindings";

export const SHOWN_SECONDS = 60;
/** What a window holds: of a longer file the rest is told on the command line. */
export const MOST_STRETCHES = 64;

/** Reads a stretch; the same function for as long as it is about the same documents. */
export type Ask = (from: CompareFrom | undefined, reveal: boolean, signal: AbortSignal) => Promise<Comparison>;

export interface ComparisonState {
  /** As they are drawn: in clear where that was asked for and has come. */
  stretches: readonly Comparison[];
  loading: boolean;
  problem: unknown;
  /** There is more, and the window has room for it. */
  more: boolean;
  /** There is more than the window holds. */
  full: boolean;
  loadMore: () => void;
  retry: () => void;
  revealed: boolean;
  secondsLeft: number;
  /** Why the values could not be shown. */
  revealProblem: unknown;
  setReveal: (reveal: boolean) => void;
  /** Which stretches are in sight: only those are read again for their values. */
  see: (first: number, last: number) => void;
}

const nothing: ReadonlyMap<number, Comparison> = new Map();

export function useComparison(ask: Ask): ComparisonState {
  const [masked, setMasked] = useState<readonly Comparison[]>([]);
  const [clear, setClear] = useState(nothing);
  const [reveal, setRevealed] = useState(false);
  const [inSight, setInSight] = useState<readonly [number, number]>([0, 0]);
  const [secondsLeft, setSecondsLeft] = useState(0);
  const [problem, setProblem] = useState<unknown>();
  const [revealProblem, setRevealProblem] = useState<unknown>();
  /** How many stretches are wanted. */
  const [wanted, setWanted] = useState({ stretches: 1, turn: 0 });
  const held = useRef(masked);
  held.current = masked;

  const setReveal = useCallback((next: boolean) => {
    setRevealed(next);
    setRevealProblem(undefined);
    if (!next) setClear(nothing);
  }, []);

  const lacks = masked.length < wanted.stretches;
  const from = masked.at(-1)?.next;
  useEffect(() => {
    const number = held.current.length;
    if (!lacks || (number > 0 && from === undefined)) return;
    const stop = new AbortController();
    setProblem(undefined);
    ask(from, false, stop.signal)
      .then((read) => {
        if (!stop.signal.aborted) setMasked((now) => (now.length === number ? [...now, read] : now));
      })
      .catch((thrown: unknown) => {
        if (!stop.signal.aborted) setProblem(thrown);
      });
    return () => stop.abort();
    // A new turn asks again.
  }, [ask, from, lacks, wanted.turn]);

  const full = masked.length >= MOST_STRETCHES && from !== undefined;
  const more = !full && from !== undefined;
  const loadMore = useCallback(
    () => setWanted((now) => ({ ...now, stretches: Math.min(MOST_STRETCHES, held.current.length + 1) })),
    [],
  );
  const retry = useCallback(() => setWanted((now) => ({ ...now, turn: now.turn + 1 })), []);
  const see = useCallback(
    (first: number, last: number) => setInSight((now) => (now[0] === first && now[1] === last ? now : [first, last])),
    [],
  );

  useEffect(() => {
    if (!reveal) return;
    const [first, last] = inSight;
    let number = first;
    while (number <= last && clear.has(number)) number += 1;
    if (number > last || number >= held.current.length) return;
    const stop = new AbortController();
    const at = number;
    ask(held.current[at - 1]?.next, true, stop.signal)
      .then((read) => {
        if (!stop.signal.aborted) setClear((now) => new Map(now).set(at, read));
      })
      .catch((thrown: unknown) => {
        if (stop.signal.aborted) return;
        setReveal(false);
        setRevealProblem(thrown);
      });
    return () => stop.abort();
  }, [ask, reveal, inSight, clear, setReveal]);

  const revealed = reveal && clear.size > 0;
  useEffect(() => {
    if (!revealed) return;
    const end = Date.now() + SHOWN_SECONDS * 1000;
    setSecondsLeft(SHOWN_SECONDS);
    const timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) setReveal(false);
      else setSecondsLeft(left);
    }, 500);
    const leaving = () => document.visibilityState === "hidden" && setReveal(false);
    document.addEventListener("visibilitychange", leaving);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", leaving);
    };
  }, [revealed, setReveal]);

  const stretches = useMemo(
    () => (clear.size === 0 ? masked : masked.map((one, at) => clear.get(at) ?? one)),
    [masked, clear],
  );
  return {
    stretches,
    loading: problem === undefined && lacks && (masked.length === 0 || from !== undefined),
    problem,
    more,
    full,
    loadMore,
    retry,
    revealed,
    secondsLeft,
    revealProblem,
    setReveal,
    see,
  };
}
