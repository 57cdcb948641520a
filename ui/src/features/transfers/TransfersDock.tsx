/**
 * The panel at the window's bottom: every transfer with its progress, what it asks, and its items. It watches
 * even while it is closed, says what has ended, and opens itself when a transfer has a question.
 */
import { ActionIcon, Button, Progress } from "@mantine/core";
import { IconArrowsUpDown, IconDownload, IconUpload, IconX } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Transfer } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { asksForMenu, ContextMenu, type MenuPlace, placeOfActive } from "../../kit/ContextMenu";
import { bytes, count, duration, percent, rate, relative } from "../../kit/format";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { ariaKeys, useActions } from "../../kit/shortcuts";
import { toast, toastProblem } from "../../kit/toast";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { useTransferActions } from "./actions";
import { ConflictQuestion } from "./ConflictQuestion";
import { changedStatus, isOpen, type Pace, Speedometer, shareOf } from "./pace";
import { clear, pause, resume, useTransfers, useTransferWatch } from "./queries";
import { TransferItems } from "./TransferItems";
import classes from "./transfers.module.css";
import { ends, TransferStatusBadge } from "./words";

interface Props {
  opened: boolean;
  onOpened: (opened: boolean) => void;
}

const NO_PACE: ReadonlyMap<string, Pace> = new Map();
const ROW_HEIGHT = 58;

export function TransfersDock({ opened, onOpened }: Props) {
  const { t } = useTranslation("transfers");
  const list = useTransfers();
  const [paces, setPaces] = useState(NO_PACE);
  const [speedometer] = useState(() => new Speedometer());
  const before = useRef<readonly Transfer[]>(undefined);
  const open = useRef(onOpened);
  open.current = onOpened;
  const dock = useRef<HTMLElement>(null);
  const cameFrom = useRef<Element>(null);
  const enters = useRef(false);

  /** Asked for by key or palette: the keys go to the list. */
  function enter() {
    enters.current = true;
    onOpened(true);
  }
  /** Whoever was inside goes back to where they came from. */
  function leave() {
    const inside = dock.current?.contains(document.activeElement) === true;
    onOpened(false);
    if (inside && cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  }
  useEffect(() => {
    if (!opened) return;
    cameFrom.current = document.activeElement;
    if (enters.current) (dock.current?.querySelector<HTMLElement>('[role="grid"]') ?? dock.current)?.focus();
    enters.current = false;
  }, [opened]);

  const onSnapshot = useCallback(
    (snapshot: readonly Transfer[]) => {
      setPaces(speedometer.take(snapshot, Date.now()));
      const changes = changedStatus(before.current, snapshot);
      before.current = snapshot;
      const said = changes
        .filter(({ status }) => status !== "counting" && status !== "running")
        .map((one) => t(`said.${one.status}`, { ...ends(one), failed: count(one.failed) }));
      if (said.length > 0) announce(said.join(" "));
      if (changes.some(({ status }) => status === "needs_answer")) open.current(true);
    },
    [speedometer, t],
  );
  useTransferWatch(onSnapshot);

  const transfers = list.data ?? [];
  const running = transfers.filter(({ status }) => status === "running" || status === "counting");
  const paused = transfers.filter(({ status }) => status === "paused");
  const ended = transfers.filter((one) => !isOpen(one));
  const each = (some: readonly Transfer[], act: (id: string) => Promise<unknown>) => () => {
    for (const { id } of some) act(id).catch(toastProblem);
  };
  const clearEnded = () => {
    clear()
      .then((gone) => {
        toast(t("cleared", { count: gone, shown: count(gone) }));
        return list.refetch();
      })
      .catch(toastProblem);
  };

  useActions([
    {
      id: "transfers.open",
      label: opened ? t("close") : t("open"),
      keys: ["mod+j", "mod+0"],
      group: t("title"),
      run: () => (opened ? leave() : enter()),
    },
    {
      id: "transfers.pauseAll",
      label: t("pauseAll"),
      group: t("title"),
      enabled: running.length > 0,
      run: each(running, pause),
    },
    {
      id: "transfers.resumeAll",
      label: t("resumeAll"),
      group: t("title"),
      enabled: paused.length > 0,
      run: each(paused, resume),
    },
    {
      id: "transfers.clear",
      label: t("clear"),
      group: t("title"),
      enabled: ended.length > 0,
      run: clearEnded,
    },
  ]);

  if (!opened) return null;
  return (
    <section ref={dock} tabIndex={-1} className={classes.dock} aria-label={t("title")} data-testid="transfers">
      <header className={classes.head}>
        <h2 className={classes.title}>{t("title")}</h2>
        <span className={classes.quiet}>
          {running.length > 0
            ? t("sum", {
                count: running.length,
                shown: count(running.length),
                rate: rate([...paces.values()].reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0)),
              })
            : null}
        </span>
        <span className={classes.spacer} />
        <Button
          size="compact-md"
          variant="default"
          disabled={ended.length === 0}
          onClick={clearEnded}
          data-testid="transfers-clear"
        >
          {t("clear")}
        </Button>
        <ActionIcon
          color="gray"
          onClick={leave}
          aria-label={t("close")}
          aria-keyshortcuts={ariaKeys("mod+j")}
          data-testid="transfers-close"
        >
          <IconX size={17} aria-hidden />
        </ActionIcon>
      </header>
      {list.isError && list.data === undefined ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <LoadingState />
      ) : (
        <Transfers transfers={transfers} paces={paces} onClose={leave} />
      )}
    </section>
  );
}

interface ListProps {
  transfers: readonly Transfer[];
  paces: ReadonlyMap<string, Pace>;
  onClose: () => void;
}

function Transfers({ transfers, paces, onClose }: ListProps) {
  const { t } = useTranslation("transfers");
  const [activeId, setActiveId] = useState<string>();
  const [itemsOf, setItemsOf] = useState<string>();
  const [menu, setMenu] = useState<MenuPlace>();
  const pane = useRef<HTMLDivElement>(null);
  const actionsOf = useTransferActions();
  const grid = () => pane.current?.querySelector<HTMLElement>('[role="grid"]');

  const active = transfers.find(({ id }) => id === activeId) ?? transfers[0];
  const shown = transfers.find(({ id }) => id === itemsOf);
  const question = transfers.find(({ status }) => status === "needs_answer");
  const actions = active === undefined ? [] : actionsOf(active, () => setItemsOf(active.id));

  useActions(
    actions.map((action) => ({
      id: `transfers.one.${action.id}`,
      label: t("ofThis", { action: action.label }),
      group: t("title"),
      enabled: action.refusal === undefined,
      run: action.run,
    })),
  );

  const columns = useMemo<Column<Transfer>[]>(
    () => [
      {
        id: "transfer",
        header: t("column.transfer"),
        grow: 3,
        minWidth: 220,
        cell: (transfer, index) => <Summary transfer={transfer} index={index} />,
      },
      {
        id: "progress",
        header: t("column.progress"),
        grow: 2,
        minWidth: 210,
        cell: (transfer) => <Moved transfer={transfer} pace={paces.get(transfer.id)} />,
      },
      {
        id: "actions",
        header: t("column.actions"),
        quietHeader: true,
        width: 148,
        cell: (transfer) => (
          <span className={classes.buttons}>
            {actionsOf(transfer, () => setItemsOf(transfer.id))
              .filter(({ id, refusal }) => id !== "items" && refusal === undefined)
              .map(({ id, label, icon: Icon, run }) => (
                <ActionIcon
                  key={id}
                  color="gray"
                  size={28}
                  onClick={run}
                  title={label}
                  aria-label={t("actionOf", { action: label, ...ends(transfer) })}
                  data-testid={`transfer-${id}`}
                >
                  {Icon ? <Icon size={16} aria-hidden /> : null}
                </ActionIcon>
              ))}
          </span>
        ),
      },
    ],
    [t, paces, actionsOf],
  );

  return (
    <>
      {question === undefined ? null : <ConflictQuestion key={question.id} transfer={question} />}
      <div className={classes.body} data-items={shown === undefined ? undefined : ""} ref={pane}>
        <div className={classes.list}>
          <VirtualTable<Transfer>
            label={t("title")}
            total={transfers.length}
            columns={shown === undefined ? columns : columns.filter(({ id }) => id !== "actions")}
            rowAt={(index) => transfers[index]}
            getRowId={({ id }) => id}
            rowHeight={ROW_HEIGHT}
            openOn="doubleClick"
            currentId={shown?.id}
            onOpen={({ id }) => setItemsOf(id)}
            onActive={(transfer) => {
              setActiveId(transfer?.id);
              if (itemsOf !== undefined && transfer !== undefined) setItemsOf(transfer.id);
            }}
            onRowContextMenu={(event, transfer) => {
              event.preventDefault();
              setActiveId(transfer.id);
              setMenu({ x: event.clientX, y: event.clientY });
            }}
            onKey={(event) => {
              if (asksForMenu(event)) {
                event.preventDefault();
                setMenu(placeOfActive(grid()));
                return;
              }
              if (event.key === "Escape") {
                event.preventDefault();
                if (itemsOf === undefined) onClose();
                else setItemsOf(undefined);
                return;
              }
              if (event.ctrlKey || event.metaKey || event.altKey) return;
              const pressed = event.key === " " ? "Space" : event.key;
              const action = actions.find(({ keys, id }) => keys === pressed && id !== "items");
              if (action === undefined) return;
              event.preventDefault();
              if (action.refusal === undefined) action.run();
              else announce(action.refusal);
            }}
            empty={
              <EmptyState icon={<IconArrowsUpDown size={28} stroke={1.5} />} title={t("none")} text={t("noneText")} />
            }
            testId="transfer-list"
          />
        </div>
        {shown === undefined ? null : (
          <TransferItems
            key={shown.id}
            transfer={shown}
            actions={actionsOf(shown, () => undefined).filter(({ id }) => id !== "items")}
            onClose={() => {
              setItemsOf(undefined);
              grid()?.focus();
            }}
          />
        )}
      </div>
      <ContextMenu place={menu} label={t("menu")} actions={actions} onClose={() => setMenu(undefined)} />
    </>
  );
}

function Summary({ transfer, index }: { transfer: Transfer; index: number }) {
  const { t } = useTranslation("transfers");
  const { from, to } = ends(transfer);
  const Icon = transfer.kind === "upload" ? IconUpload : IconDownload;
  return (
    <span className={classes.summary} data-testid={`transfer-row-${index}`} data-status={transfer.status}>
      <span className={classes.line} title={`${from} → ${to}`}>
        <Icon size={16} aria-hidden />
        <strong>{t(`kind.${transfer.kind}`)}</strong>
        <span className={classes.ends}>{t("fromTo", { from, to })}</span>
      </span>
      <span className={classes.line}>
        <TransferStatusBadge status={transfer.status} />
        <span className={classes.problemLine} title={transfer.first_problem?.message}>
          {transfer.first_problem?.message ?? t("begun", { when: relative(transfer.created_at) })}
        </span>
      </span>
    </span>
  );
}

function Moved({ transfer, pace }: { transfer: Transfer; pace: Pace | undefined }) {
  const { t } = useTranslation("transfers");
  const { status, items, done, skipped, failed } = transfer;
  const share = shareOf(transfer);
  const words = [
    status === "counting"
      ? t("countedSoFar", { count: items, shown: count(items) })
      : t("done", { count: items, done: count(done), items: count(items) }),
    t("bytes", { done: bytes(transfer.bytes_done), all: bytes(transfer.bytes) }),
    ...(failed > 0 ? [t("failed", { count: failed, shown: count(failed) })] : []),
    ...(skipped > 0 ? [t("skipped", { count: skipped, shown: count(skipped) })] : []),
  ];
  const speed =
    status === "running" && pace !== undefined
      ? [rate(pace.bytesPerSecond), ...(pace.left === null ? [] : [t("left", { time: duration(pace.left) })])].join(
          " · ",
        )
      : "";
  return (
    <span className={classes.moved}>
      <span className={classes.bar}>
        <Progress
          value={share * 100}
          size="sm"
          className={classes.track ?? ""}
          aria-label={t("progressOf", { ...ends(transfer) })}
        />
        <span className={classes.tabular}>{status === "counting" ? "" : percent(share)}</span>
      </span>
      <span className={classes.facts} title={[...words, speed].filter((one) => one !== "").join(" · ")}>
        {words.join(" · ")}
      </span>
      {speed === "" ? null : <span className={classes.facts}>{speed}</span>}
    </span>
  );
}
