/** Every export, newest first: of what, by which policy, to where, and how many objects have a copy now. */
import { Button } from "@mantine/core";
import { IconFileExport, IconPlus, IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Export } from "../../ipc/bindings";
import { count, dateTime, relative } from "../../kit/format";
import { plainKey } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { PageHeader } from "../../kit/PageHeader";
import { placeText } from "../../kit/places";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { copies, done, without } from "./counts";
import classes from "./exports.module.css";
import { exportPage, useConnectors } from "./queries";
import { ExportBadge } from "./words";

export function ExportsPage() {
  const { t } = useTranslation("exports");
  const navigate = useNavigate();
  const client = useQueryClient();
  const connectors = useConnectors().data;
  const list = useOffsetPages<Export>(["exports", "list"], exportPage);
  const begin = () => void navigate({ to: "/exports/new" });
  const reload = () => void client.invalidateQueries({ queryKey: ["exports"] });
  useActions([
    { id: "exports.new", label: t("new"), keys: "n", group: t("title"), run: begin },
    { id: "exports.reload", label: t("reloadAll"), keys: "F5", group: t("title"), run: reload },
  ]);

  const columns = useMemo<Column<Export>[]>(
    () => [
      {
        id: "status",
        header: t("column.status"),
        width: 166,
        cell: (row) => <ExportBadge status={row.status} />,
      },
      {
        id: "source",
        header: t("column.source"),
        minWidth: 85,
        grow: 2,
        cell: (row, index) => (
          <span className={classes.cut} title={row.connector_name} data-testid={`export-row-${index}`}>
            {row.connector_name}
          </span>
        ),
      },
      {
        id: "policy",
        header: t("column.policy"),
        minWidth: 75,
        grow: 1.5,
        cell: ({ policy }) => (
          <span className={classes.cut} title={t("policyValue", policy)}>
            {t("policyShort", policy)}
          </span>
        ),
      },
      {
        id: "place",
        header: t("column.place"),
        minWidth: 90,
        grow: 2,
        cell: (row) => {
          const place = plainKey(placeText(row.draft.to, connectors));
          return (
            <span className={classes.cut} title={place}>
              {place}
            </span>
          );
        },
      },
      {
        id: "progress",
        header: t("column.progress"),
        minWidth: 84,
        grow: 0.8,
        align: "right",
        cell: (row) => (
          <span className={classes.number}>{t("of", { done: count(done(row)), all: count(row.objects) })}</span>
        ),
      },
      {
        id: "copies",
        header: t("column.copies"),
        width: 64,
        align: "right",
        cell: (row) => <span className={classes.number}>{count(copies(row))}</span>,
      },
      {
        id: "without",
        header: t("column.without"),
        width: 78,
        align: "right",
        cell: (row) => (
          <span className={classes.number} data-some={without(row) > 0 || undefined}>
            {count(without(row))}
          </span>
        ),
      },
      {
        id: "when",
        header: t("column.when"),
        width: 112,
        cell: (row) => <span title={dateTime(row.created_at)}>{relative(row.created_at)}</span>,
      },
    ],
    [t, connectors],
  );

  const newButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={begin} data-testid="export-new">
      {t("new")}
    </Button>
  );
  return (
    <div className={layout.page}>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={reload}>
              {t("reload")}
            </Button>
            {newButton}
          </>
        }
      />
      <div className={layout.table}>
        {list.problem !== undefined ? (
          <ErrorState problem={list.problem} onRetry={list.retry} />
        ) : list.isLoading ? (
          <LoadingState />
        ) : list.total === 0 ? (
          <EmptyState
            icon={<IconFileExport size={30} stroke={1.5} />}
            title={t("empty.title")}
            text={t("empty.text")}
            action={
              <Button variant="default" onClick={begin} data-testid="export-first">
                {t("empty.begin")}
              </Button>
            }
          />
        ) : (
          <VirtualTable<Export>
            label={t("title")}
            total={list.total}
            columns={columns}
            rowAt={list.rowAt}
            onNeed={list.onNeed}
            getRowId={(row) => row.id}
            onOpen={(row) => void navigate({ to: "/exports/$id", params: { id: row.id } })}
            refreshing={list.isRefreshing}
            testId="exports"
          />
        )}
      </div>
    </div>
  );
}
