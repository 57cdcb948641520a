import { useTranslation } from "react-i18next";
import type { NextRun, Run } from "../../ipc/bindings";
import { StatusBadge } from "../../kit/badges";
import { count, dateTime, elapsed, relative } from "../../kit/format";
import { TextLink } from "../../kit/links";
import classes from "./overview.module.css";
import { Panel } from "./Panel";

export function NextRuns({ next }: { next: readonly NextRun[] }) {
  const { t } = useTranslation("overview");
  return (
    <Panel title={t("next.title")} testId="next-runs">
      {next.length === 0 ? (
        <p className={classes.none}>{t("next.none")}</p>
      ) : (
        <ul className={classes.lines}>
          {next.map((one) => (
            <li key={`${one.connector_id} ${one.at}`}>
              <TextLink to="/connectors/$id" params={{ id: one.connector_id }}>
                {one.name}
              </TextLink>
              <span className={classes.quiet} title={dateTime(one.at)}>
                {relative(one.at)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function RecentRuns({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation("overview");
  return (
    <Panel title={t("recent.title")} testId="recent-runs" aside={<TextLink to="/runs">{t("recent.all")}</TextLink>}>
      {runs.length === 0 ? (
        <p className={classes.none}>{t("recent.none")}</p>
      ) : (
        <ul className={classes.recent}>
          {runs.map((run) => (
            <li key={run.id}>
              <div className={classes.runHead}>
                <TextLink to="/runs/$id" params={{ id: run.id }}>
                  {run.connector_name}
                </TextLink>
                <StatusBadge status={run.status} />
              </div>
              <div className={classes.runFacts}>
                {run.ended_at === null ? null : (
                  <>
                    <span title={dateTime(run.ended_at)}>{relative(run.ended_at)}</span>
                    {" · "}
                  </>
                )}
                {elapsed(run.started_at, run.ended_at)}
                {" · "}
                {run.problem
                  ? run.problem.message
                  : t("recent.fresh", { count: run.counts.findings_new, shown: count(run.counts.findings_new) })}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
