/** Connectors that were deleted: when, how long they can still be restored, and the way to remove them for good. */
import { Button, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { count, date, relative } from "../../kit/format";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { type ListProps, rowKey } from "./ConnectorTable";
import classes from "./connectors.module.css";
import { ProviderIcon } from "./ProviderIcon";

/** Days that a deleted connector is kept. */
const KEPT_DAYS = 30;

/** The moment after which a deleted connector may be gone. */
export function restorableUntil(deletedAt: string): string {
  const at = new Date(deletedAt);
  at.setUTCDate(at.getUTCDate() + KEPT_DAYS);
  return at.toISOString();
}

export function DeletedTable({ pages, actions, iconOf, onActive, onMenu }: Omit<ListProps, "onOpen">) {
  const { t } = useTranslation("connectors");
  const columns = useMemo<Column<Connector>[]>(
    () => [
      {
        id: "name",
        header: t("list.name"),
        grow: 3,
        minWidth: 200,
        cell: (row) => (
          <div className={classes.nameCell} data-testid={`connector-row-${row.id}`}>
            <ProviderIcon svg={iconOf(row.provider)} size={18} />
            <Text span size="sm" fw={600} className={classes.oneLine} title={row.name}>
              {row.name}
            </Text>
          </div>
        ),
      },
      {
        id: "findings",
        header: t("list.findings"),
        width: 100,
        align: "right",
        cell: (row) => count(row.findings_count),
      },
      { id: "deleted", header: t("deleted.at"), width: 150, cell: (row) => relative(row.deleted_at) },
      {
        id: "until",
        header: t("deleted.until"),
        width: 170,
        cell: (row) => (row.deleted_at === null ? "" : date(restorableUntil(row.deleted_at))),
      },
      {
        id: "actions",
        header: t("list.actions"),
        quietHeader: true,
        width: 290,
        align: "right",
        cell: (row) => (
          <Group gap={6} wrap="nowrap" justify="flex-end">
            {actions.of(row).map((action) => (
              <Button
                key={action.id}
                size="compact-sm"
                variant={action.danger ? "subtle" : "default"}
                color={action.danger ? "red" : undefined}
                leftSection={<action.icon size={15} aria-hidden />}
                onClick={action.run}
                data-testid={`connector-${action.id}-${row.id}`}
              >
                {action.label}
              </Button>
            ))}
          </Group>
        ),
      },
    ],
    [t, iconOf, actions],
  );
  return (
    <VirtualTable<Connector>
      label={t("deleted.label")}
      total={pages.total}
      rowAt={pages.rowAt}
      onNeed={pages.onNeed}
      ensure={pages.ensure}
      columns={columns}
      rowHeight={38}
      getRowId={(row) => row.id}
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
      testId="deleted-table"
    />
  );
}
