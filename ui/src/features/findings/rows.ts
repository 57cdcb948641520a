/**
 * The rows of the findings list: in the summary one per document, detector and place, of which one may be
 * opened to its values; else one per value. Rows that are not in sight are not loaded.
 */
import { useCallback, useRef } from "react";
import type { Finding, FindingColumn, FindingFilter, FindingSort } from "../../ipc/bindings";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { columnPage, findingPage } from "./queries";

export type Row =
  | { kind: "place"; id: string; finding: Finding; column: FindingColumn }
  /** `inside` stands below the place that it belongs to. */
  | { kind: "value"; id: string; finding: Finding; inside: boolean };

/** The place whose values are shown, and where it stood when it was opened. */
export interface Opened {
  column: FindingColumn;
  index: number;
}

/** The findings of one row of the summary. */
export function insidePlace(filter: FindingFilter, column: FindingColumn): FindingFilter {
  return { ...filter, document_id: column.document_id, detectors: [column.detector], place: column.place };
}

/** How far around its old place an opened row is looked for after a change. */
const NEAR = 1_000;

interface Asked {
  filter: FindingFilter;
  sort: FindingSort;
  descending: boolean;
  /** One row per place, instead of one per value. */
  summary: boolean;
  enabled: boolean;
  opened: Opened | undefined;
}

export function useRows({ filter, sort, descending, summary, enabled, opened }: Asked) {
  const columns = useOffsetPages<FindingColumn>(
    ["findings", "columns", filter, sort, descending],
    (offset, limit) => columnPage(filter, sort, descending, offset, limit),
    { enabled: enabled && summary },
  );
  const values = useOffsetPages<Finding>(
    ["findings", "list", filter, sort, descending],
    (offset, limit) => findingPage(filter, sort, descending, offset, limit),
    { enabled: enabled && !summary },
  );
  const within = opened === undefined ? undefined : insidePlace(filter, opened.column);
  const cells = useOffsetPages<Finding>(
    ["findings", "list", within, sort, descending],
    (offset, limit) => findingPage(within ?? {}, sort, descending, offset, limit),
    { enabled: enabled && summary && within !== undefined },
  );

  /** Where the opened place stands now; -1 when it is nowhere near. */
  const at = ((): number => {
    if (!summary || opened === undefined) return -1;
    const is = (index: number) => columns.rowAt(index)?.id === opened.column.id;
    if (is(opened.index)) return opened.index;
    for (let by = 1; by <= Math.min(NEAR, columns.total); by += 1) {
      if (is(opened.index - by)) return opened.index - by;
      if (is(opened.index + by)) return opened.index + by;
    }
    return -1;
  })();
  // Until its values are there, one row says that they are awaited; never those of the place before.
  const awaited = cells.isLoading || cells.isOutdated;
  const inside = at < 0 ? 0 : awaited ? 1 : cells.total;

  /** Every row that was seen, so that what is chosen can be told apart after it is out of sight. */
  const seen = useRef(new Map<string, Row>());
  const rowAt = (index: number): Row | undefined => {
    let row: Row | undefined;
    if (!summary) {
      const finding = values.rowAt(index);
      row = finding && { kind: "value", id: finding.id, finding, inside: false };
    } else if (index > at && index <= at + inside) {
      const finding = awaited ? undefined : cells.rowAt(index - at - 1);
      row = finding && { kind: "value", id: finding.id, finding, inside: true };
    } else {
      const column = columns.rowAt(index > at ? index - inside : index);
      row = column && { kind: "place", id: column.id, finding: column.first, column };
    }
    if (row !== undefined) seen.current.set(row.id, row);
    return row;
  };

  const split = useRef({ at, inside, summary });
  split.current = { at, inside, summary };
  const needColumns = columns.onNeed;
  const needCells = cells.onNeed;
  const needValues = values.onNeed;
  const onNeed = useCallback(
    (start: number, end: number) => {
      const { at, inside, summary } = split.current;
      if (!summary) {
        needValues(start, end);
        return;
      }
      const outer = (index: number) => (index <= at ? index : Math.max(at, index - inside));
      needColumns(Math.max(0, outer(start)), Math.max(0, outer(end)));
      if (inside > 0 && end > at && start <= at + inside)
        needCells(Math.max(0, start - at - 1), Math.min(inside - 1, end - at - 1));
    },
    [needColumns, needCells, needValues],
  );
  const ensure = async (start: number, end: number): Promise<void> => {
    if (!summary) return values.ensure(start, end);
    await columns.ensure(Math.max(0, start - inside), end);
    if (inside > 0 && end > at && start <= at + inside)
      await cells.ensure(Math.max(0, start - at - 1), Math.min(inside - 1, end - at - 1));
  };

  const outer = summary ? columns : values;
  return {
    total: outer.total + inside,
    /** Places or values, without those that an opened place adds. */
    outerTotal: outer.total,
    rowAt,
    rowOf: (id: string) => seen.current.get(id),
    onNeed,
    ensure,
    isOpened: (row: Row) => at >= 0 && row.kind === "place" && row.id === opened?.column.id,
    isLoading: outer.isLoading,
    isRefreshing: outer.isRefreshing || (inside > 0 && cells.isRefreshing),
    problem: outer.problem ?? (at < 0 ? undefined : cells.problem),
    retry: () => {
      outer.retry();
      cells.retry();
    },
  };
}
