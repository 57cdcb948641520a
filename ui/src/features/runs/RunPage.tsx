/** One run: what became of every object, why some were not examined, and its log; live while it works. */
import { Button, Tabs, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconListSearch, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Run } from "../../ipc/bindings";
import { StatusBadge } from "../../kit/badges";
import { bytes, count, dateTime, elapsed } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { canCancel, useRunActions } from "./actions";
import { CountsSum } from "./CountsSum";
import { NotExamined } from "./NotExamined";
import { useLiveRuns, useRun } from "./queries";
import { CurrentObjects, RunProgress } from "./RunCard";
import { RunLog } from "./RunLog";
import classes from "./runs.module.css";
import { newest } from "./snapshots";

const TABS = ["summary", "notExamined", "log"] as const;

function Facts({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const { options, counts } = run;
  const files = options.file_filter?.length ?? 0;
  const takes = [
    t(`mode.${options.mode ?? (files > 0 ? "incremental" : "auto")}`),
    files > 0 ? t("facts.files", { count: files, shown: count(files) }) : "",
    options.max_files === undefined ? "" : t("facts.maxFiles", { shown: count(options.max_files) }),
    options.file_types?.length ? t("facts.fileTypes", { types: options.file_types.join(", ") }) : "",
  ].filter((one) => one !== "");
  const rows: [string, ReactNode][] = [
    [
      t("facts.connector"),
      <Link key="c" to="/connectors/$id" params={{ id: run.connector_id }} search={{}}>
        {run.connector_name}
      </Link>,
    ],
    [t("facts.trigger"), t(`trigger.${run.trigger}`)],
    [t("facts.mode"), takes.join(", ")],
    ...(run.policy === undefined
      ? []
      : [
          [
            t("facts.policy"),
            <Link key="policy" to="/policies/$id" params={{ id: run.policy.id }}>
              {t("facts.policyValue", { name: run.policy.name, version: run.policy.version })}
            </Link>,
          ] as [string, ReactNode],
        ]),
    [t("facts.queued"), dateTime(run.queued_at)],
    [t("facts.started"), run.started_at === null ? t("facts.notStarted") : dateTime(run.started_at)],
    [t("facts.ended"), run.ended_at === null ? t("facts.running") : dateTime(run.ended_at)],
    [t("facts.took"), run.started_at === null ? "–" : elapsed(run.started_at, run.ended_at)],
    [t("facts.bytes"), t("facts.of", { read: bytes(counts.bytes_read), listed: bytes(counts.bytes_listed) })],
    ...(run.export_id === undefined && counts.not_copied === 0
      ? []
      : [[t("facts.copies"), <Copies key="copies" run={run} />] as [string, ReactNode]]),
    [
      t("facts.findings"),
      counts.findings > 0 && counts.findings === counts.findings_new
        ? t("facts.findingsAllNew", { all: count(counts.findings) })
        : t("facts.findingsNew", { all: count(counts.findings), fresh: count(counts.findings_new) }),
    ],
  ];
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What became of the redacted copies that the run makes. */
function Copies({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const { to_copy, copied, redacted, not_copied } = run.counts;
  const without = canCancel(run.status) ? 0 : not_copied;
  return (
    <>
      {run.export_id === undefined ? null : (
        <Link to="/exports/$id" params={{ id: run.export_id }} data-testid="run-copies">
          {t("copies.made", { copied: count(copied), all: count(to_copy), redacted: count(redacted) })}
        </Link>
      )}
      {without === 0 ? null : (
        <Text size="sm" fw={600} data-testid="run-not-copied">
          {t("copies.without", { count: without, shown: count(without) })}
        </Text>
      )}
    </>
  );
}

export function RunPage() {
  const { t } = useTranslation("runs");
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const asked = useRun(id);
  const live = useLiveRuns();
  const actions = useRunActions();
  const snapshot = newest(asked.data, live.get(id));
  const tab = TABS.find((one) => one === search.tab) ?? "summary";
  const back = (
    <TextLink to="/runs" search={{}}>
      <IconArrowLeft size={14} aria-hidden /> {t("back")}
    </TextLink>
  );

  if (snapshot === undefined) {
    return (
      <div className={classes.page}>
        <PageHeader title={t("title")} back={back} />
        {asked.isError ? <ErrorState problem={asked.error} onRetry={() => void asked.refetch()} /> : <LoadingState />}
      </div>
    );
  }
  const { run } = snapshot;
  const working = canCancel(run.status);
  return (
    <div className={classes.page}>
      <PageHeader
        back={back}
        title={t("runOf", { name: run.connector_name })}
        description={
          <span data-testid="run-status" data-status={run.status}>
            <StatusBadge status={run.status} />
          </span>
        }
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconListSearch size={16} aria-hidden />}
              onClick={() => void navigate({ to: "/findings", search: { run: run.id, status: ["any"] } })}
              data-testid="run-findings"
            >
              {t("seeFindings")}
            </Button>
            {run.status === "interrupted" ? (
              <Button
                leftSection={<IconPlayerPlay size={16} aria-hidden />}
                loading={actions.busy === run.id}
                onClick={() => void actions.resume(run)}
                data-testid="run-resume"
              >
                {t("resume")}
              </Button>
            ) : null}
            {working ? (
              <Button
                variant="default"
                leftSection={<IconPlayerStop size={16} aria-hidden />}
                loading={actions.busy === run.id}
                onClick={() => void actions.cancel(run)}
                data-testid="run-cancel"
              >
                {t("cancel")}
              </Button>
            ) : null}
          </>
        }
      />
      {run.problem === null ? null : <ProblemAlert problem={run.problem} />}
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ to: "/runs/$id", params: { id }, search: { tab: next ?? "summary" }, replace: true })
        }
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one} data-testid={`run-tab-${one}`}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="summary" className={classes.panel}>
          <div className={classes.scroll}>
            {working ? (
              <section className={classes.card} aria-label={t("now")}>
                <RunProgress run={run} snapshot={snapshot} />
                <CurrentObjects snapshot={snapshot} most={8} />
              </section>
            ) : null}
            <div className={classes.columns}>
              <section className={classes.card}>
                <Title order={2}>{t("counts.title")}</Title>
                <CountsSum run={run} />
              </section>
              <section className={classes.card}>
                <Title order={2}>{t("facts.title")}</Title>
                <Facts run={run} />
              </section>
            </div>
            {run.first_errors.length > 0 ? (
              <section className={classes.card}>
                <Title order={2}>{t("problems")}</Title>
                {run.first_errors.map((problem) => (
                  <div key={problem.class}>
                    <Text size="sm" fw={600}>
                      {problem.message}
                    </Text>
                    <Text size="sm" c="dimmed">
                      {problem.remedy}
                    </Text>
                  </div>
                ))}
              </section>
            ) : null}
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="notExamined" className={classes.panel}>
          <NotExamined
            runId={run.id}
            onOpen={(row) =>
              void navigate({
                to: "/browse",
                search: {
                  connector: row.connector_id,
                  bucket: row.bucket,
                  prefix: row.key.slice(0, row.key.lastIndexOf("/") + 1),
                  object: row.key,
                },
              })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="log" className={classes.panel}>
          <RunLog runId={run.id} ended={!working} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
