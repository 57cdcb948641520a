/** Connectors as rows. */
import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { RiskScore, StatusBadge } from "../../kit/badges";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { count, dateTime, relative } from "../../kit/format";
import type { OffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { ActionMenu } from "./ActionMenu";
import { type Action, type ConnectorActions, needsReconnecting } from "./actions";
import classes from "./connectors.module.css";
import { ProviderIcon } from "./ProviderIcon";

export interface ListProps {
  pages: OffsetPages<Connector>;
  actions: ConnectorActions;
  iconOf: (provider: string) => string | undefined;
  /** Whether it can be told who reaches this provider's buckets. */
  readsExposure: (provider: string) => boolean;
  onOpen: (connector: Connector) => void;
  onActive: (connector: Connector | undefined) => void;
  onMenu: (x: number, y: number, connector: Connector) => void;
}

/** A button for one action, greyed with its reason when it cannot be done. */
export function QuickAction({ action, testId, name }: { action: Action | undefined; testId: string; name: string }) {
  if (action === undefined) {
    return null;
  }
  const Icon = action.icon;
  return (
    <Tooltip label={action.refusal ?? action.label} multiline maw={260}>
      <ActionIcon
        size={28}
        variant="subtle"
        color="gray"
        aria-label={`${action.label}: ${name}`}
        aria-disabled={action.refusal !== undefined || undefined}
        data-disabled={action.refusal !== undefined || undefined}
        onClick={(event) => {
          event.stopPropagation();
          if (action.refusal === undefined) {
            action.run();
          }
        }}
        data-testid={testId}
      >
        <Icon size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** A moment, relative, with its date on hover. */
export function When({ at, never }: { at: string | null; never: string }) {
  return at === null ? (
    <Text span inherit c="dimmed">
      {never}
    </Text>
  ) : (
    <span title={dateTime(at)}>{relative(at)}</span>
  );
}

/** The next moment in words, or why there is none. */
export function useNextText(): (connector: Connector) => string {
  const { t } = useTranslation("connectors");
  return (connector) => t(connector.schedule_cron === null ? "list.no_schedule" : "list.held");
}

export function ConnectorTable({ pages, actions, iconOf, readsExposure, onOpen, onActive, onMenu }: ListProps) {
  const { t } = useTranslation("connectors");
  const nextText = useNextText();
  const columns = useMemo<Column<Connector>[]>(
    () => [
      {
        id: "name",
        header: t("list.name"),
        grow: 3,
        minWidth: 180,
        cell: (row) => (
          <div className={classes.nameCell} data-testid={`connector-row-${row.id}`}>
            <ProviderIcon svg={iconOf(row.provider)} size={18} />
            <Text span size="sm" fw={600} className={classes.oneLine} title={row.name}>
              {row.name}
            </Text>
            {row.collection !== null && (
              <Text span size="xs" c="dimmed" className={classes.oneLine}>
                {row.collection}
              </Text>
            )}
          </div>
        ),
      },
      {
        id: "status",
        header: t("list.status"),
        grow: 4,
        minWidth: 160,
        cell: (row) => (
          <div className={classes.nameCell}>
            <StatusBadge status={row.status} />
            {row.status_message !== null && (
              <Text span size="xs" className={classes.oneLine} title={row.status_message}>
                {row.status_message}
              </Text>
            )}
          </div>
        ),
      },
      {
        id: "findings",
        header: t("list.findings"),
        width: 90,
        align: "right",
        cell: (row) => count(row.findings_count),
      },
      { id: "risk", header: t("list.risk"), width: 104, cell: (row) => <RiskScore score={row.risk_score} /> },
      {
        id: "exposure",
        header: t("exposure.short"),
        width: 104,
        cell: (row) =>
          row.exposure === null && !readsExposure(row.provider) ? null : (
            <ExposureBadge level={row.exposure ?? "unknown"} />
          ),
      },
      {
        id: "last",
        header: t("list.last_sync"),
        width: 112,
        cell: (row) => <When at={row.last_sync_at} never={t("list.never")} />,
      },
      {
        id: "next",
        header: t("list.next_sync"),
        width: 112,
        cell: (row) => <When at={row.next_sync_at} never={nextText(row)} />,
      },
      {
        id: "actions",
        header: t("list.actions"),
        quietHeader: true,
        width: 116,
        align: "right",
        cell: (row) => {
          const all = actions.of(row);
          return (
            <Group gap={4} wrap="nowrap" justify="flex-end">
              <QuickAction
                action={all.find(({ id }) => id === (needsReconnecting(row) ? "reconnect" : "sync"))}
                testId={`connector-${needsReconnecting(row) ? "reconnect" : "sync"}-${row.id}`}
                name={row.name}
              />
              <QuickAction
                action={all.find(({ id }) => id === "browse")}
                testId={`connector-browse-${row.id}`}
                name={row.name}
              />
              <ActionMenu actions={all} name={row.name} />
            </Group>
          );
        },
      },
    ],
    [t, iconOf, readsExposure, actions, nextText],
  );

  return (
    <VirtualTable<Connector>
      label={t("list.label")}
      total={pages.total}
      rowAt={pages.rowAt}
      onNeed={pages.onNeed}
      ensure={pages.ensure}
      columns={columns}
      rowHeight={38}
      getRowId={(row) => row.id}
      onOpen={onOpen}
      onActive={onActive}
      onKey={(event, row) => {
        if (row !== undefined) {
          rowKey(event, row, actions, onMenu);
        }
      }}
      onRowContextMenu={(event, row) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY, row);
      }}
      refreshing={pages.isRefreshing}
      testId="connector-table"
    />
  );
}

interface KeyPress {
  key: string;
  shiftKey: boolean;
  currentTarget: EventTarget;
  preventDefault: () => void;
}

/** Keys on a connector, as in file managers: F2 edits, Delete deletes, the menu key opens its menu. */
export function rowKey(
  event: KeyPress,
  connector: Connector,
  actions: Pick<ConnectorActions, "of">,
  onMenu: ListProps["onMenu"],
): void {
  const run = (...ids: string[]) => {
    const action = actions.of(connector).find(({ id, refusal }) => ids.includes(id) && refusal === undefined);
    if (action !== undefined) {
      event.preventDefault();
      action.run();
    }
  };
  if (event.key === "F2") {
    run("edit");
  } else if (event.key === "Delete") {
    run("delete", "purge");
  } else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    event.preventDefault();
    const row = document.querySelector(`[data-testid="connector-row-${CSS.escape(connector.id)}"]`);
    const box = (row ?? (event.currentTarget as Element)).getBoundingClientRect();
    onMenu(box.left + 24, box.bottom, connector);
  }
}
