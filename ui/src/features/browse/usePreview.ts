/**
 * The beginning of a file with its findings marked. It lives in this hook's state alone: no cache holds a
 * file's text, and values in clear are taken away after a minute, on leaving and with the panel.
 */
import { useCallback, useEffect, useState } from "react";
import type { ObjectRef, Preview } from "../../ipc/bindings";
import { preview } from "./queries";

export const SHOWN_SECONDS = 60;
/** Arrow keys pass over many rows: only the one that stays is read. */
const SETTLE_MS = 200;

export interface PreviewState {
  answer: Preview | undefined;
  busy: boolean;
  problem: unknown;
  secondsLeft: number;
  setReveal: (reveal: boolean) => void;
  retry: () => void;
}

export function usePreview(connectorId: string, object: ObjectRef): PreviewState {
  const { bucket, key } = object;
  const [answer, setAnswer] = useState<Preview>();
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState<unknown>();
  const [wanted, setWanted] = useState({ reveal: false, turn: 0 });
  const [secondsLeft, setSecondsLeft] = useState(0);

  // Another file starts masked.
  useEffect(() => setWanted((now) => (now.reveal ? { ...now, reveal: false } : now)), [connectorId, bucket, key]);

  // A new turn asks again.
  useEffect(() => {
    const stop = new AbortController();
    setAnswer(undefined);
    setProblem(undefined);
    setBusy(true);
    const timer = setTimeout(
      () => {
        preview(connectorId, { bucket, key }, wanted.reveal, stop.signal)
          .then((read) => {
            if (stop.signal.aborted) return;
            setAnswer(read);
            setSecondsLeft(SHOWN_SECONDS);
          })
          .catch((thrown: unknown) => {
            if (!stop.signal.aborted) setProblem(thrown);
          })
          .finally(() => {
            if (!stop.signal.aborted) setBusy(false);
          });
      },
      wanted.turn === 0 ? SETTLE_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [connectorId, bucket, key, wanted]);

  const setReveal = useCallback((reveal: boolean) => setWanted((now) => ({ reveal, turn: now.turn + 1 })), []);
  const retry = useCallback(() => setWanted((now) => ({ ...now, turn: now.turn + 1 })), []);

  const revealed = answer?.revealed === true;
  useEffect(() => {
    if (!revealed) return;
    const end = Date.now() + SHOWN_SECONDS * 1000;
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

  return { answer, busy, problem, secondsLeft, setReveal, retry };
}
