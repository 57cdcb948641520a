/** Deciding about findings, with the words that follow and the way back. It knows no page. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FindingFilter, FindingStatus, TriageBefore, TriageTarget } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { toast } from "../../kit/toast";
import { columnPage, findingPage, triage, undoTriage } from "./queries";
import { insidePlace, type Row } from "./rows";

/** The app hands back what was before for no more than this many. */
export const UNDO_LIMIT = 10_000;
/** Ids in one command. */
const CHUNK = 5_000;
const PAGE = 500;

/** Ids of all that a filter matches but the left-out ones. */
async function idsBut(filter: FindingFilter, leftOut: ReadonlySet<string>): Promise<string[]> {
  const ids: string[] = [];
  let offset = 0;
  for (;;) {
    const page = await findingPage(filter, "first_seen", false, offset, PAGE);
    for (const row of page.rows) if (!leftOut.has(row.id)) ids.push(row.id);
    offset += page.rows.length;
    if (page.rows.length === 0 || offset >= page.total) return ids;
  }
}

/** Each place that a filter matches but the left-out ones, as a target of its own. */
async function placesBut(filter: FindingFilter, leftOut: ReadonlySet<string>): Promise<TriageTarget[]> {
  const targets: TriageTarget[] = [];
  let offset = 0;
  for (;;) {
    const page = await columnPage(filter, "first_seen", false, offset, PAGE);
    for (const row of page.rows)
      if (!leftOut.has(row.id)) targets.push({ by: "filter", filter: insidePlace(filter, row) });
    offset += page.rows.length;
    if (page.rows.length === 0 || offset >= page.total) return targets;
  }
}

export function useTriage() {
  const { t } = useTranslation("findings");
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  const refresh = () =>
    Promise.all(
      ["findings", "overview", "connectors", "documents"].map((tag) => client.invalidateQueries({ queryKey: [tag] })),
    );

  async function apply(targets: TriageTarget[], status: FindingStatus): Promise<void> {
    setBusy(true);
    try {
      let changed = 0;
      let undoable = true;
      const before: TriageBefore[] = [];
      for (const target of targets) {
        const result = await triage(target, status);
        changed += result.changed;
        before.push(...result.before);
        if (result.changed > 0 && result.before.length === 0) undoable = false;
      }
      if (changed === 0) {
        toast(t("triage.unchanged"));
      } else {
        const undo = async () => {
          const restored = await undoTriage(before);
          await refresh();
          toast(t("triage.undone", { count: restored, shown: count(restored) }));
        };
        toast(t(`triage.done.${status}`, { count: changed, shown: count(changed) }), undoable ? { undo } : {});
      }
      await refresh();
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    /** Values by id and whole places, as they were chosen. Rejects with the problem. */
    rows: (filter: FindingFilter, rows: readonly Row[], status: FindingStatus) => {
      const ids = rows.flatMap((row) => (row.kind === "value" ? [row.id] : []));
      const targets: TriageTarget[] = rows.flatMap((row) =>
        row.kind === "place" ? [{ by: "filter", filter: insidePlace(filter, row.column) }] : [],
      );
      for (let at = 0; at < ids.length; at += CHUNK) targets.push({ by: "ids", ids: ids.slice(at, at + CHUNK) });
      return apply(targets, status);
    },
    /** All places that the filter matches, but the ones left out. Rejects with the problem. */
    places: async (filter: FindingFilter, leftOut: ReadonlySet<string>, status: FindingStatus) =>
      apply(leftOut.size === 0 ? [{ by: "filter", filter }] : await placesBut(filter, leftOut), status),
    /** All that the filter matches, but the ones left out. Rejects with the problem. */
    matching: async (filter: FindingFilter, leftOut: ReadonlySet<string>, status: FindingStatus) => {
      if (leftOut.size === 0) return apply([{ by: "filter", filter }], status);
      const ids = await idsBut(filter, leftOut);
      const targets: TriageTarget[] = [];
      for (let at = 0; at < ids.length; at += CHUNK) targets.push({ by: "ids", ids: ids.slice(at, at + CHUNK) });
      return apply(targets, status);
    },
  };
}
