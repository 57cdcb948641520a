/** The objects that were not examined in full, each with its reason, and the list as a file. It asks through its props. */
import { Button, Group, Modal, Text } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import type { QueryKey } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Document, Exported, Page } from "../ipc/bindings";
import { StatusBadge } from "./badges";
import { bytes, count } from "./format";
import { KeyText } from "./KeyText";
import classes from "./kit.module.css";
import { EmptyState, ErrorState, LoadingState } from "./StateViews";
import { toast, toastProblem } from "./toast";
import { useOffsetPages } from "./useOffsetPages";
import { type Column, VirtualTable } from "./VirtualTable";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Whose objects, such as a connector's name; absent for all. */
  name?: string | undefined;
  queryKey: QueryKey;
  fetchPage: (offset: number, limit: number) => Promise<Page<Document>>;
  /** Asks for the folder of the list's file; `null` when none was chosen. */
  chooseFolder: () => Promise<string | null>;
  /** Writes the whole list to this file. */
  onExport: (path: string) => Promise<Exported>;
}

export function NotExaminedDialog({ opened, onClose, name, ...rest }: Props) {
  const { t } = useTranslation("kit");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={name === undefined ? t("notExamined.title") : t("notExamined.titleOf", { name })}
      size={940}
      closeButtonProps={{ "aria-label": t("close") }}
      data-testid="not-examined"
    >
      {opened ? <Listed {...rest} onClose={onClose} /> : null}
    </Modal>
  );
}

function Listed({ queryKey, fetchPage, chooseFolder, onExport, onClose }: Omit<Props, "opened" | "name">) {
  const { t } = useTranslation("kit");
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const pages = useOffsetPages<Document>(queryKey, fetchPage);
  const columns = useMemo<Column<Document>[]>(
    () => [
      {
        id: "object",
        header: t("notExamined.object"),
        minWidth: 200,
        grow: 3,
        cell: (row) => <KeyText value={row.bucket === "" ? row.key : `${row.bucket}/${row.key}`} keepEnd />,
      },
      { id: "state", header: t("notExamined.state"), width: 170, cell: (row) => <StatusBadge status={row.state} /> },
      {
        id: "why",
        header: t("notExamined.why"),
        minWidth: 180,
        grow: 3,
        cell: (row) => {
          const why = [
            row.skip_reason === null ? "" : t(`skip.${row.skip_reason}`),
            row.error_class === null ? "" : t(`errorClass.${row.error_class}`),
            row.message ?? "",
          ]
            .filter((one) => one !== "")
            .join(": ");
          return (
            <span className={classes.oneLine} title={why}>
              {why}
            </span>
          );
        },
      },
      {
        id: "size",
        header: t("notExamined.size"),
        width: 90,
        align: "right",
        cell: (row) => <span className={classes.tabular}>{bytes(row.size)}</span>,
      },
    ],
    [t],
  );

  async function exportList() {
    setBusy(true);
    try {
      const folder = await chooseFolder();
      if (folder === null) return;
      const path = listPath(folder, new Date());
      const { rows } = await onExport(path);
      toast(t("notExamined.exported", { count: rows, shown: count(rows), path }));
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={classes.listed}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t("notExamined.text")}</Text>
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status" data-testid="unexamined-total">
            {pages.isLoading || pages.problem !== undefined
              ? ""
              : t("notExamined.total", { count: pages.total, shown: count(pages.total) })}
          </Text>
          <Button
            variant="default"
            leftSection={<IconFileExport size={16} aria-hidden />}
            loading={busy}
            disabled={pages.total === 0}
            onClick={() => void exportList()}
            data-testid="unexamined-export"
          >
            {t("notExamined.export")}
          </Button>
        </Group>
      </Group>
      {pages.problem !== undefined ? (
        <ErrorState problem={pages.problem} onRetry={pages.retry} />
      ) : pages.isLoading ? (
        <LoadingState />
      ) : (
        <VirtualTable<Document>
          label={t("notExamined.title")}
          total={pages.total}
          columns={columns}
          rowAt={pages.rowAt}
          onNeed={pages.onNeed}
          getRowId={(row) => row.id}
          onOpen={(row) => {
            onClose();
            void navigate({
              to: "/browse",
              search: {
                connector: row.connector_id,
                bucket: row.bucket,
                prefix: row.key.slice(0, row.key.lastIndexOf("/") + 1),
                object: row.key,
              },
            });
          }}
          refreshing={pages.isRefreshing}
          empty={<EmptyState title={t("notExamined.nothing")} text={t("notExamined.nothingText")} />}
        />
      )}
    </div>
  );
}

/** A file of this moment in a folder, so that an earlier list is never written over. */
export function listPath(folder: string, now: Date, name = "not-examined", end = "csv"): string {
  const stamp = now.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  return `${folder.replace(/[/\\]+$/, "")}${folder.includes("\\") ? "\\" : "/"}${name}-${stamp}.${end}`;
}
