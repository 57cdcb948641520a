/** Findings by detector, object or connector; choosing a group narrows the list to it. */

import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FindingFilter, FindingGroup, GroupBy } from "../../ipc/bindings";
import { ConfidenceBar, SeverityBadge } from "../../kit/badges";
import { count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { useGroups } from "./queries";

interface Props {
  filter: FindingFilter;
  by: GroupBy;
  /** Whether objects of several connectors may stand together. */
  connectors: boolean;
  onOpen: (group: FindingGroup) => void;
  onClear: () => void;
}

/** The app answers with no more groups than this, the worst first. */
const MOST = 1_000;

export function Groups({ filter, by, connectors, onOpen, onClear }: Props) {
  const { t } = useTranslation("findings");
  const groups = useGroups(filter, by);
  const columns = useMemo<Column<FindingGroup>[]>(
    () => [
      {
        id: "title",
        header: t(`group.${by}`),
        grow: 3,
        minWidth: 220,
        cell: (row) => (by === "object" ? <KeyText value={row.title} keepEnd /> : <span>{row.title}</span>),
      },
      ...(by === "object" && connectors
        ? [
            {
              id: "connector",
              header: t("column.connector"),
              minWidth: 140,
              cell: (row: FindingGroup) => <span title={row.connector_name}>{row.connector_name}</span>,
            },
          ]
        : []),
      { id: "worst", header: t("group.worst"), width: 120, cell: (row) => <SeverityBadge severity={row.worst} /> },
      { id: "findings", header: t("group.findings"), width: 110, align: "right", cell: (row) => count(row.findings) },
      { id: "open", header: t("group.open"), width: 110, align: "right", cell: (row) => count(row.open) },
      {
        id: "confidence",
        header: t("group.confidence"),
        width: 170,
        cell: (row) => <ConfidenceBar value={row.max_confidence} />,
      },
    ],
    [t, by, connectors],
  );
  if (groups.isError) return <ErrorState problem={groups.error} onRetry={() => void groups.refetch()} />;
  if (groups.data === undefined) return <LoadingState />;
  const rows = groups.data;
  return (
    <>
      <Text size="sm" c="dimmed" data-testid="groups-total">
        {t(rows.length < MOST ? "group.total" : "group.most", { count: rows.length, shown: count(rows.length) })}
      </Text>
      <div className={layout.table}>
        <VirtualTable<FindingGroup>
          label={t("group.table")}
          total={rows.length}
          columns={columns}
          rowAt={(index) => rows[index]}
          getRowId={(row) => row.id}
          onOpen={onOpen}
          refreshing={groups.isFetching}
          empty={<NoMatch onClear={onClear} />}
        />
      </div>
    </>
  );
}
