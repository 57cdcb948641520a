/** The folders of a source as a tree: branches are listed when they are opened, and keys work as in file managers. */
import { IconChevronDown, IconChevronRight, IconDatabase, IconFolder } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { KeyText, plainKey } from "../../kit/KeyText";
import classes from "./browse.module.css";
import { ancestors, nameOf } from "./keys";
import { browse } from "./queries";
import { rowsOf, type Spot, spotId, Tree, type TreeRow, type TreeState } from "./tree";

interface Props {
  connectorId: string;
  bucket: string;
  prefix: string;
  onGo: (bucket: string, prefix: string) => void;
  /** Grows when the person asks for a fresh look. */
  revision: number;
}

const TOP: Spot = { bucket: "", prefix: "" };
const EMPTY: TreeState = { open: new Set(), branches: new Map() };
const ROW = 28;

function nothing(): () => void {
  return () => undefined;
}

export function FolderTree({ connectorId, bucket, prefix, onGo, revision }: Props) {
  const { t } = useTranslation("browse");
  const base = useId();
  const [tree, setTree] = useState<Tree>();
  const state = useSyncExternalStore(tree?.subscribe ?? nothing, tree?.snapshot ?? (() => EMPTY));
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);

  // A revision asks for a fresh look.
  useEffect(() => {
    const made = new Tree((request, signal) => browse(connectorId, request, signal));
    setTree(made);
    made.open(TOP);
    return () => made.close();
  }, [connectorId, revision]);

  // The place that is shown is open in the tree, with all on the way to it.
  useEffect(() => {
    if (tree === undefined) return;
    if (bucket !== "") tree.open({ bucket, prefix: "" });
    for (const one of ancestors(prefix)) tree.open({ bucket, prefix: one });
  }, [tree, bucket, prefix]);

  const rows = rowsOf(state, TOP);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    getItemKey: (index) => rows[index]?.id ?? index,
  });

  const here = spotId({ bucket, prefix });
  const name = (spot: Spot) => (spot.prefix === "" ? spot.bucket : nameOf(spot.prefix).replace(/(.)\/$/, "$1"));

  function act(row: TreeRow | undefined) {
    if (row === undefined) return;
    if (row.kind === "note") tree?.more(row.spot);
    else onGo(row.spot.bucket, row.spot.prefix);
  }

  function focusRow(index: number) {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    setActive(to);
    virtual.scrollToIndex(to);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[active];
    const moves: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: rows.length - 1 };
    const to = moves[event.key];
    if (to !== undefined) focusRow(to);
    else if (event.key === "Enter" || event.key === " ") act(row);
    else if (event.key === "ArrowRight" && row?.kind === "folder") {
      if (row.open) focusRow(active + 1);
      else tree?.open(row.spot);
    } else if (event.key === "ArrowLeft" && row !== undefined) {
      if (row.kind === "folder" && row.open) tree?.fold(row.spot);
      else {
        const parent = rows.slice(0, active).findLastIndex((one) => one.depth < row.depth);
        if (parent >= 0) focusRow(parent);
      }
    } else return;
    event.preventDefault();
  }

  const notes = { loading: t("treeLoading"), more: t("treeMore"), failed: t("treeFailed"), complete: "" };
  const top = state.branches.get(spotId(TOP));
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={t("tree")}
      tabIndex={0}
      className={classes.tree}
      onKeyDown={onKeyDown}
      aria-activedescendant={rows.length > 0 ? `${base}-${active}` : undefined}
      data-testid="browse-tree"
    >
      {top?.phase === "complete" && rows.length === 0 ? (
        <div role="treeitem" aria-disabled="true" className={classes.note} style={{ padding: "4px 12px" }}>
          {t("treeNone")}
        </div>
      ) : null}
      <div role="none" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const shared = {
            id: `${base}-${index}`,
            "aria-level": row.depth + 1,
            className: classes.treeRow,
            style: { top: start, paddingLeft: 4 + row.depth * 14 },
            "data-active": index === active || undefined,
          };
          if (row.kind === "note") {
            return (
              // The tree has the keys.
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
              <div
                key={row.id}
                role="treeitem"
                aria-selected={false}
                tabIndex={-1}
                {...shared}
                onClick={() => act(row)}
              >
                <span className={classes.note} style={{ paddingLeft: 26 }}>
                  {notes[row.phase]}
                </span>
              </div>
            );
          }
          const shown = plainKey(name(row.spot));
          const Icon = row.spot.prefix === "" ? IconDatabase : IconFolder;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
            <div
              key={row.id}
              role="treeitem"
              tabIndex={-1}
              {...shared}
              aria-expanded={row.leaf ? undefined : row.open}
              aria-selected={row.id === here}
              aria-label={shown}
              onClick={() => {
                setActive(index);
                act(row);
              }}
            >
              <button
                type="button"
                tabIndex={-1}
                className={classes.twist}
                data-leaf={row.leaf || undefined}
                aria-label={t(row.open ? "fold" : "expand", { name: shown })}
                onClick={(event) => {
                  event.stopPropagation();
                  if (row.open) tree?.fold(row.spot);
                  else tree?.open(row.spot);
                }}
              >
                {row.open ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
              </button>
              <Icon size={15} className={classes.folderIcon} style={{ flex: "none" }} aria-hidden />
              <KeyText value={name(row.spot)} mono={false} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
