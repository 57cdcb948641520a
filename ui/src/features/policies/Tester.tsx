/** A text that is tried on the spot: what is found is marked in it, with how sure and why. */
import { Text, Textarea } from "@mantine/core";
import { type Ref, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TrialMatch } from "../../ipc/bindings";
import { ConfidenceBar, ToneBadge } from "../../kit/badges";
import { count, percent } from "../../kit/format";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ReasonBars } from "../../kit/ReasonBars";
import classes from "./policies.module.css";
import type { Trial } from "./useTrial";

interface Piece {
  start: number;
  text: string;
  match: TrialMatch | undefined;
}

/** The text cut at its matches; where two overlap, the surer one keeps the stretch. */
export function piecesOf(text: string, matches: readonly TrialMatch[]): Piece[] {
  const kept: TrialMatch[] = [];
  for (const match of matches.toSorted((one, other) => other.confidence - one.confidence || one.start - other.start)) {
    const inside = match.start >= 0 && match.start < match.end && match.end <= text.length;
    if (inside && !kept.some((one) => one.start < match.end && match.start < one.end)) kept.push(match);
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of kept.sort((one, other) => one.start - other.start)) {
    if (match.start > at) pieces.push({ start: at, text: text.slice(at, match.start), match: undefined });
    pieces.push({ start: match.start, text: text.slice(match.start, match.end), match });
    at = match.end;
  }
  if (at < text.length) pieces.push({ start: at, text: text.slice(at), match: undefined });
  return pieces;
}

const NONE: readonly TrialMatch[] = [];

/** As many as a person reads; the rest is counted. */
const LISTED = 50;

interface Props {
  trial: Trial;
  label: string;
  description?: string;
  /** What the name of a detector is; absent when there is only one. */
  titleOf?: (detector: string) => string;
  /** Said in place of matches while there is nothing to try. */
  waiting?: string | undefined;
  minRows?: number;
  textRef?: Ref<HTMLTextAreaElement>;
}

export function Tester({ trial, label, description, titleOf, waiting, minRows = 4, textRef }: Props) {
  const { t } = useTranslation("policies");
  const matches = trial.answer?.matches ?? NONE;
  const pieces = useMemo(() => piecesOf(trial.tried, matches), [trial.tried, matches]);
  const shown = matches.filter((one) => one.shown).length;
  const said =
    waiting ??
    (trial.text.trim() === ""
      ? t("tester.paste")
      : trial.answer === undefined
        ? t("tester.trying")
        : matches.length === 0
          ? t("tester.nothing")
          : `${t("tester.found", { count: matches.length, shown: count(matches.length) })}${
              shown < matches.length ? ` ${t("tester.below", { count: matches.length - shown })}` : ""
            }`);
  return (
    <div className={classes.tester}>
      <Textarea
        ref={textRef}
        label={label}
        {...(description === undefined ? {} : { description })}
        autosize
        minRows={minRows}
        maxRows={10}
        value={trial.text}
        onChange={(event) => trial.setText(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        data-testid="tester-text"
      />
      <Text size="sm" role="status" aria-busy={trial.busy} data-testid="tester-said">
        {said}
      </Text>
      {trial.problem === undefined ? null : <ProblemAlert problem={trial.problem} />}
      {matches.length > 0 && waiting === undefined ? (
        <>
          <pre
            role="region"
            className={classes.tried}
            aria-label={t("tester.marked")}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
            tabIndex={0}
            data-testid="tester-marked"
          >
            {pieces.map(({ start, text, match }) =>
              match === undefined ? (
                <span key={start}>{text}</span>
              ) : (
                <mark
                  key={start}
                  data-shown={match.shown || undefined}
                  title={`${titleOf?.(match.detector) ?? ""} ${percent(match.confidence)}`.trim()}
                >
                  {text}
                </mark>
              ),
            )}
          </pre>
          <ul className={classes.matches} aria-label={t("tester.matches")}>
            {matches.slice(0, LISTED).map((match) => (
              <li key={`${match.detector} ${match.start} ${match.end}`}>
                <details>
                  <summary>
                    <span className={classes.match}>
                      <code>{trial.tried.slice(match.start, match.end)}</code>
                      {titleOf === undefined ? null : <span>{titleOf(match.detector)}</span>}
                      <ConfidenceBar value={match.confidence} />
                      {match.shown ? null : <ToneBadge tone="neutral">{t("tester.hidden")}</ToneBadge>}
                    </span>
                  </summary>
                  <ReasonBars reasons={match.reasons} confidence={match.confidence} />
                </details>
              </li>
            ))}
          </ul>
          {matches.length > LISTED ? (
            <Text size="sm" c="dimmed">
              {t("tester.more", { count: matches.length - LISTED })}
            </Text>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
