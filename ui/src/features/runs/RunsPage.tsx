/** All runs: those under way live on top, the history below, filtered by connector and status. */
import { Button, Group, MultiSelect, Select, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Run, RunStatus } from "../../ipc/bindings";
import { StatusBadge } from "../../kit/badges";
import { count, dateTime, elapsed } from "../../kit/format";
import { PageHeader } from "../../kit/PageHeader";
import { EmptyState, ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useShortcut } from "../../kit/shortcuts";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { useRunActions } from "./actions";
import { failedAll, skippedAll } from "./counts";
import { runPage, useActiveRuns, useConnectorNames, useLiveRuns } from "./queries";
import { RunCard } from "./RunCard";
import classes from "./runs.module.css";
import { ENDED_STATUSES, isFiltered, type RunSearch, readRunSearch, runQuery } from "./search";
import { underWay } from "./snapshots";

function useColumns(): Column<Run>[] {
  const { t } = useTranslation("runs");
  return useMemo(() => {
    const number = (id: string, value: (run: Run) => number, width = 74): Column<Run> => ({
      id,
      header: t(`column.${id}`),
      width,
      align: "right",
      cell: (run) => <span className={classes.number}>{count(value(run))}</span>,
    });
    return [
      {
        id: "status",
        header: t("column.status"),
        width: 134,
        cell: (run) => (
          <span data-testid="run-status" data-status={run.status}>
            <StatusBadge status={run.status} />
          </span>
        ),
      },
      {
        id: "connector",
        header: t("column.connector"),
        minWidth: 130,
        grow: 2,
        cell: (run) => <span data-testid={`run-row-${run.id}`}>{run.connector_name}</span>,
      },
      { id: "trigger", header: t("column.trigger"), width: 82, cell: (run) => t(`trigger.${run.trigger}`) },
      {
        id: "started",
        header: t("column.started"),
        width: 160,
        cell: (run) => dateTime(run.started_at ?? run.queued_at),
      },
      {
        id: "duration",
        header: t("column.duration"),
        width: 60,
        align: "right",
        cell: (run) => (run.started_at === null ? "–" : elapsed(run.started_at, run.ended_at)),
      },
      {
        ...number("listed", (run) => run.counts.listed, 66),
        cell: (run) => (
          <span className={classes.number} data-testid="run-listed">
            {count(run.counts.listed)}
          </span>
        ),
      },
      number("scanned", (run) => run.counts.scanned + run.counts.partial, 80),
      number("skipped", (run) => skippedAll(run.counts)),
      number("failed", (run) => failedAll(run.counts)),
      number("findings", (run) => run.counts.findings),
      number("new", (run) => run.counts.findings_new, 74),
    ];
  }, [t]);
}

export function RunsPage() {
  const { t } = useTranslation("runs");
  const search = readRunSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const client = useQueryClient();
  const connectors = useConnectorNames();
  const active = useActiveRuns(search.connector);
  const live = useLiveRuns();
  const actions = useRunActions();
  const columns = useColumns();
  const query = runQuery(search);
  const history = useOffsetPages<Run>(["runs", "list", query], (offset, limit) => runPage(query, offset, limit));
  const running = underWay(active.data?.rows ?? [], live, active.dataUpdatedAt, search.connector);

  const change = (next: RunSearch) => void navigate({ to: "/runs", search: { ...next }, replace: true });
  const clear = () => change({});

  const reload = () => void client.invalidateQueries({ queryKey: ["runs"] });
  useShortcut({ id: "runs.reload", label: t("reloadRuns"), keys: "F5", group: t("title"), run: reload });

  return (
    <div className={classes.page}>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={reload}>
            {t("reload")}
          </Button>
        }
      />
      <section aria-label={t("now")}>
        <Title order={2} mb={6}>
          {t("now")}
        </Title>
        {active.isError ? <ErrorState problem={active.error} onRetry={() => void active.refetch()} /> : null}
        {running.length > 0 ? (
          <div className={classes.cards}>
            {running.map(({ run, snapshot }) => (
              <RunCard
                key={run.id}
                run={run}
                snapshot={snapshot}
                busy={actions.busy === run.id}
                onCancel={() => void actions.cancel(run)}
              />
            ))}
          </div>
        ) : active.isSuccess ? (
          <Text size="sm" c="dimmed">
            {t("nothingRunning")}
          </Text>
        ) : null}
      </section>
      <section className={classes.fill} aria-label={t("history")}>
        <Group justify="space-between" align="flex-end" gap="sm">
          <Group gap="sm" align="baseline">
            <Title order={2}>{t("history")}</Title>
            {history.isLoading ? null : (
              <Text size="sm" c="dimmed" data-testid="runs-total">
                {t("total", { count: history.total, shown: count(history.total) })}
              </Text>
            )}
          </Group>
          <Group gap="xs">
            <Select
              aria-label={t("filter.connector")}
              placeholder={t("filter.allConnectors")}
              data={(connectors.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={search.connector ?? null}
              onChange={(connector) => change({ ...search, connector: connector ?? undefined })}
              clearable
              searchable
              w={200}
            />
            <MultiSelect
              aria-label={t("filter.status")}
              placeholder={search.status === undefined ? t("filter.anyStatus") : undefined}
              data={ENDED_STATUSES.map((status) => ({ value: status, label: t(`kit:status.${status}`) }))}
              value={search.status ?? []}
              onChange={(status) =>
                change({ ...search, status: status.length > 0 ? (status as RunStatus[]) : undefined })
              }
              clearable
              miw={200}
            />
          </Group>
        </Group>
        <div className={classes.table}>
          {history.problem !== undefined ? (
            <ErrorState problem={history.problem} onRetry={history.retry} />
          ) : history.isLoading ? (
            <LoadingState />
          ) : (
            <VirtualTable<Run>
              label={t("history")}
              total={history.total}
              columns={columns}
              rowAt={history.rowAt}
              onNeed={history.onNeed}
              getRowId={(run) => run.id}
              refreshing={history.isRefreshing}
              onOpen={(run) => void navigate({ to: "/runs/$id", params: { id: run.id } })}
              empty={
                isFiltered(search) ? (
                  <NoMatch onClear={clear} />
                ) : (
                  <EmptyState
                    title={t("emptyTitle")}
                    text={t("emptyText")}
                    action={
                      <Button
                        variant="default"
                        renderRoot={(props) => <Link to="/connectors" search={{}} {...props} />}
                      >
                        {t("toConnectors")}
                      </Button>
                    }
                  />
                )
              }
            />
          )}
        </div>
      </section>
    </div>
  );
}
