/** The syncs under way, as they move. Percent and time left appear once the listing is complete. */
import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RunSnapshot } from "../../ipc/bindings";
import { count, duration, elapsed, percent, rate } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { TextLink } from "../../kit/links";
import classes from "./overview.module.css";
import { Panel } from "./Panel";
import { useLiveRuns } from "./queries";

export function RunningNow({ running }: { running: readonly RunSnapshot[] }) {
  const { t } = useTranslation("overview");
  const live = useLiveRuns(running);
  return (
    <Panel title={t("running.title")} testId="running-now">
      {live.length === 0 ? (
        <p className={classes.none}>{t("running.none")}</p>
      ) : (
        <ul className={classes.runs}>
          {live.map((snapshot) => (
            <li key={snapshot.run.id}>
              <OneRun snapshot={snapshot} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OneRun({ snapshot }: { snapshot: RunSnapshot }) {
  const { t } = useTranslation("overview");
  const { run } = snapshot;
  const { counts } = run;
  const finished = counts.listed - counts.pending;
  const share = run.listing_complete && counts.listed > 0 ? finished / counts.listed : undefined;
  const current = snapshot.current[0];
  return (
    <>
      <div className={classes.runHead}>
        <TextLink to="/runs/$id" params={{ id: run.id }} fw={600}>
          {run.connector_name}
        </TextLink>
        <span className={classes.quiet}>{share === undefined ? elapsed(run.started_at, null) : percent(share)}</span>
      </div>
      <Progress
        value={share === undefined ? 0 : share * 100}
        size="sm"
        aria-label={t("running.progress", { name: run.connector_name })}
      />
      <div className={classes.runFacts}>
        {share === undefined
          ? t("running.listed", { count: counts.listed, shown: count(counts.listed), done: count(finished) })
          : t("running.done", { done: count(finished), of: count(counts.listed) })}
        {" · "}
        {t("running.findings", { count: counts.findings, shown: count(counts.findings) })}
        {" · "}
        {rate(snapshot.bytes_per_second)}
        {snapshot.seconds_left === null ? null : ` · ${t("running.left", { time: duration(snapshot.seconds_left) })}`}
      </div>
      {current ? (
        <div className={classes.current}>
          <KeyText value={current} keepEnd />
        </div>
      ) : null}
    </>
  );
}
