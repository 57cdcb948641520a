/** A run's log, line by line. Filtering by level reads it to its end and says how far it is. */
import { Group, SegmentedControl, Text } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventLevel, RunEvent } from "../../ipc/bindings";
import { ToneBadge } from "../../kit/badges";
import { count, dateTime } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { EmptyState, ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { eventPage, readEvents } from "./queries";
import classes from "./runs.module.css";

type Wanted = "all" | "warning" | "error";

const TONES = { info: "neutral", warning: "medium", error: "critical" } as const;

function fits(level: EventLevel, wanted: Wanted): boolean {
  return level === "error" || (wanted === "warning" && level === "warning");
}

interface Filtered {
  rows: RunEvent[];
  read: number;
  total: number;
  done: boolean;
  problem: unknown;
}

const UNREAD: Filtered = { rows: [], read: 0, total: 0, done: false, problem: undefined };

/** The log's lines of a level, gathered page by page; `revision` reads it anew. */
function useFilteredEvents(id: string, wanted: Wanted, revision: unknown): Filtered {
  const [found, setFound] = useState<Filtered>(UNREAD);
  // A new revision means that the log has grown.
  useEffect(() => {
    setFound(UNREAD);
    if (wanted === "all") return;
    const stop = new AbortController();
    readEvents(id, stop.signal, (rows, total) =>
      setFound((before) => ({
        ...before,
        rows: [...before.rows, ...rows.filter((row) => fits(row.level, wanted))],
        read: before.read + rows.length,
        total,
      })),
    )
      .then(() => {
        if (!stop.signal.aborted) setFound((before) => ({ ...before, done: true }));
      })
      .catch((problem: unknown) => {
        if (!stop.signal.aborted) setFound((before) => ({ ...before, problem }));
      });
    return () => stop.abort();
  }, [id, wanted, revision]);
  return found;
}

export function RunLog({ runId, ended }: { runId: string; ended: boolean }) {
  const { t } = useTranslation("runs");
  const [wanted, setWanted] = useState<Wanted>("all");
  const pages = useOffsetPages<RunEvent>(["runs", "events", runId], (offset, limit) => eventPage(runId, offset, limit));
  const filtered = useFilteredEvents(runId, wanted, ended);
  const columns = useMemo<Column<RunEvent>[]>(
    () => [
      { id: "at", header: t("log.time"), width: 180, cell: (row) => dateTime(row.at) },
      {
        id: "level",
        header: t("log.kind"),
        width: 100,
        cell: (row) => <ToneBadge tone={TONES[row.level]}>{t(`log.levelName.${row.level}`)}</ToneBadge>,
      },
      {
        id: "message",
        header: t("log.message"),
        minWidth: 240,
        grow: 3,
        cell: (row) => (
          <span className={classes.clip} title={row.message}>
            {row.message}
          </span>
        ),
      },
      {
        id: "object",
        header: t("log.object"),
        minWidth: 160,
        grow: 2,
        cell: (row) =>
          row.key === null ? "" : <KeyText value={row.bucket ? `${row.bucket}/${row.key}` : row.key} keepEnd />,
      },
    ],
    [t],
  );
  const all = wanted === "all";
  const problem = all ? pages.problem : filtered.problem;
  const waiting = all ? pages.isLoading : !filtered.done && filtered.rows.length === 0;
  const said = all
    ? pages.isLoading
      ? ""
      : t("log.total", { count: pages.total, shown: count(pages.total) })
    : filtered.done
      ? t("log.filtered", { shown: count(filtered.rows.length), read: count(filtered.read) })
      : t("log.soFar", {
          shown: count(filtered.rows.length),
          read: count(filtered.read),
          total: count(filtered.total),
        });
  return (
    <>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t("log.level")}
          value={wanted}
          onChange={(value) => setWanted(value as Wanted)}
          data={(["all", "warning", "error"] as const).map((value) => ({ value, label: t(`log.${value}`) }))}
        />
        <Text size="sm" c="dimmed">
          {said}
        </Text>
      </Group>
      <div className={classes.table}>
        {problem !== undefined ? (
          <ErrorState problem={problem} onRetry={() => (all ? pages.retry() : setWanted("all"))} />
        ) : waiting ? (
          <LoadingState />
        ) : (
          <VirtualTable<RunEvent>
            key={wanted}
            label={t("log.label")}
            total={all ? pages.total : filtered.rows.length}
            columns={columns}
            rowAt={all ? pages.rowAt : (index) => filtered.rows[index]}
            {...(all ? { onNeed: pages.onNeed } : {})}
            getRowId={(_, index) => String(index)}
            empty={
              all ? (
                <EmptyState title={t("log.empty")} text={t("log.emptyText")} />
              ) : (
                <NoMatch onClear={() => setWanted("all")} />
              )
            }
          />
        )}
      </div>
    </>
  );
}
