/** A run under way: how far it is, how fast, what it reads now. Percent only once its listing is complete. */
import { Button, Progress } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Run, RunSnapshot } from "../../ipc/bindings";
import { StatusBadge } from "../../kit/badges";
import { bytes, count, duration, elapsed, rate } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { CountsBar, usePartName } from "./CountsSum";
import { parts, percent } from "./counts";
import classes from "./runs.module.css";

/** How far a run is, in one line and one bar. */
export function RunProgress({ run, snapshot }: { run: Run; snapshot: RunSnapshot | undefined }) {
  const { t } = useTranslation("runs");
  const share = percent(run);
  const listed = run.counts.listed;
  const copying = run.counts.to_copy > 0;
  if (run.status === "queued") return <div className={classes.line}>{t("waiting")}</div>;
  return (
    <>
      {share === null ? (
        <CountsBar run={run} />
      ) : (
        <Progress value={share} size={10} radius={3} aria-label={t("progress", { name: run.connector_name })} />
      )}
      <div className={classes.line}>
        {share === null ? (
          <span className={classes.strong} data-testid="run-listed">
            {t("listingSoFar", { count: listed, shown: count(listed) })}
          </span>
        ) : (
          <>
            <span className={classes.strong}>{t("percent", { percent: share })}</span>
            <span data-testid="run-listed">
              {t("done", { done: count(listed - run.counts.pending), listed: count(listed) })}
            </span>
            {copying ? (
              <span data-testid="run-copying">
                {t("copies.now", { copied: count(run.counts.copied), all: count(run.counts.to_copy) })}
              </span>
            ) : null}
            {snapshot?.seconds_left == null ? null : (
              <span>{t("left", { time: duration(snapshot.seconds_left) })}</span>
            )}
          </>
        )}
        {snapshot ? (
          <>
            <span>{rate(snapshot.bytes_per_second)}</span>
            <span>{t("objectsPerSecond", { shown: count(Math.round(snapshot.objects_per_second)) })}</span>
          </>
        ) : null}
        <span>{t("bytesRead", { read: bytes(run.counts.bytes_read) })}</span>
        <span>{elapsed(run.started_at, run.ended_at)}</span>
      </div>
    </>
  );
}

/** What is read at this moment. */
export function CurrentObjects({ snapshot, most }: { snapshot: RunSnapshot | undefined; most: number }) {
  const { t } = useTranslation("runs");
  const current = snapshot?.current ?? [];
  if (current.length === 0) return null;
  return (
    <div className={classes.current}>
      <span className={classes.line}>{t("readNow")}</span>
      {current.slice(0, most).map((key) => (
        <KeyText key={key} value={key} keepEnd />
      ))}
      {current.length > most ? (
        <span className={classes.line}>{t("more", { shown: count(current.length - most) })}</span>
      ) : null}
    </div>
  );
}

interface Props {
  run: Run;
  snapshot: RunSnapshot | undefined;
  busy: boolean;
  onCancel: () => void;
}

export function RunCard({ run, snapshot, busy, onCancel }: Props) {
  const { t } = useTranslation("runs");
  const nameOf = usePartName();
  return (
    <article
      className={classes.card}
      data-testid={`run-row-${run.id}`}
      aria-label={t("runOf", { name: run.connector_name })}
    >
      <div className={classes.cardHead}>
        <span data-testid="run-status" data-status={run.status}>
          <StatusBadge status={run.status} />
        </span>
        <Link to="/runs/$id" params={{ id: run.id }} search={{}} className={classes.cardName}>
          {run.connector_name}
        </Link>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          loading={busy}
          onClick={onCancel}
          aria-label={t("cancelRun", { name: run.connector_name })}
          data-testid="run-cancel"
        >
          {t("cancel")}
        </Button>
      </div>
      <RunProgress run={run} snapshot={snapshot} />
      <div className={classes.line}>
        {parts(run.counts).map((part) => (
          <span key={part.id}>
            {nameOf(part)} <span className={classes.strong}>{count(part.count)}</span>
          </span>
        ))}
        <span>
          {t("column.findings")} <span className={classes.strong}>{count(run.counts.findings)}</span>
        </span>
      </div>
      <CurrentObjects snapshot={snapshot} most={3} />
    </article>
  );
}
