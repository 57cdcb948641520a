/** The objects of a run that were not examined in full, each with its reason: nothing is left out silently. */
import { Chip, Group, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Document, DocumentState } from "../../ipc/bindings";
import { StatusBadge } from "../../kit/badges";
import { bytes, count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { documentPage } from "./queries";
import classes from "./runs.module.css";

const STATES: readonly DocumentState[] = ["failed", "partial", "skipped", "gone", "pending"];

interface Props {
  runId: string;
  onOpen: (document: Document) => void;
}

export function NotExamined({ runId, onOpen }: Props) {
  const { t } = useTranslation("runs");
  const [states, setStates] = useState<DocumentState[]>([...STATES]);
  const pages = useOffsetPages<Document>(["documents", "of-run", runId, states], (offset, limit) =>
    documentPage(runId, states, offset, limit),
  );
  const columns = useMemo<Column<Document>[]>(
    () => [
      {
        id: "object",
        header: t("notExamined.object"),
        minWidth: 220,
        grow: 3,
        cell: (row) => <KeyText value={row.bucket === "" ? row.key : `${row.bucket}/${row.key}`} keepEnd />,
      },
      {
        id: "state",
        header: t("notExamined.state"),
        width: 180,
        cell: (row) => <StatusBadge status={row.state} />,
      },
      {
        id: "why",
        header: t("notExamined.why"),
        minWidth: 200,
        grow: 3,
        cell: (row) => {
          const why = [
            row.skip_reason === null ? "" : t(`kit:skip.${row.skip_reason}`),
            row.error_class === null ? "" : t(`kit:errorClass.${row.error_class}`),
            row.message ?? "",
          ].filter((one) => one !== "");
          return (
            <span className={classes.clip} title={why.join(": ")}>
              {why.join(": ")}
            </span>
          );
        },
      },
      {
        id: "size",
        header: t("notExamined.size"),
        width: 100,
        align: "right",
        cell: (row) => <span className={classes.number}>{bytes(row.size)}</span>,
      },
    ],
    [t],
  );
  return (
    <>
      <Group justify="space-between">
        <Chip.Group multiple value={states} onChange={(next) => setStates(STATES.filter((one) => next.includes(one)))}>
          <Group gap={6} role="group" aria-label={t("notExamined.states")}>
            {STATES.map((state) => (
              <Chip key={state} value={state} size="sm" variant="outline">
                {t(`kit:status.${state}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {pages.isLoading || states.length === 0 ? null : (
          <Text size="sm" c="dimmed" data-testid="not-examined-total">
            {t("notExamined.total", { count: pages.total, shown: count(pages.total) })}
          </Text>
        )}
      </Group>
      <div className={classes.table}>
        {states.length === 0 ? (
          <EmptyState title={t("notExamined.choose")} />
        ) : pages.problem !== undefined ? (
          <ErrorState problem={pages.problem} onRetry={pages.retry} />
        ) : pages.isLoading ? (
          <LoadingState />
        ) : (
          <VirtualTable<Document>
            label={t("notExamined.label")}
            total={pages.total}
            columns={columns}
            rowAt={pages.rowAt}
            onNeed={pages.onNeed}
            getRowId={(row) => row.id}
            onOpen={onOpen}
            empty={<EmptyState title={t("notExamined.nothing")} text={t("notExamined.nothingText")} />}
          />
        )}
      </div>
    </>
  );
}
