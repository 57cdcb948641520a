/** The items of one transfer, all of them: where each stands, what went wrong, and its receipt. */
import { ActionIcon, Select } from "@mantine/core";
import { IconCopy, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Transfer, TransferItem, TransferItemState } from "../../ipc/bindings";
import type { MenuAction } from "../../kit/ContextMenu";
import { bytes, count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { toast, toastProblem } from "../../kit/toast";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { itemPage } from "./queries";
import classes from "./transfers.module.css";
import { ends, ItemStateBadge } from "./words";

const STATES: readonly TransferItemState[] = ["running", "waiting", "conflict", "failed", "skipped", "done"];

interface Props {
  transfer: Transfer;
  /** What can be done with it; those that cannot are left out. */
  actions: readonly MenuAction[];
  onClose: () => void;
}

export function TransferItems({ transfer, actions, onClose }: Props) {
  const { t } = useTranslation("transfers");
  const [state, setState] = useState<TransferItemState>();
  const [chosen, setChosen] = useState<TransferItem>();
  // Each finished item makes the pages stale; between those, a look every two seconds moves the bars.
  const rows = useOffsetPages<TransferItem>(
    ["transfers", "items", transfer.id, state ?? "all", transfer.status],
    (offset, limit) => itemPage(transfer.id, state, offset, limit),
    { refetchInterval: transfer.status === "running" ? 2000 : false },
  );

  const columns = useMemo<Column<TransferItem>[]>(
    () => [
      {
        id: "name",
        header: t("item.name"),
        minWidth: 140,
        cell: (item) => <KeyText value={transfer.kind === "download" ? item.object.key : item.local_path} keepEnd />,
      },
      {
        id: "size",
        header: t("item.size"),
        width: 84,
        align: "right",
        cell: (item) => (
          <span title={t("item.of", { done: bytes(item.bytes_done), size: bytes(item.size) })}>{bytes(item.size)}</span>
        ),
      },
      { id: "state", header: t("item.state"), width: 118, cell: (item) => <ItemStateBadge state={item.state} /> },
    ],
    [t, transfer.kind],
  );

  const empty =
    rows.problem !== undefined ? (
      <ErrorState problem={rows.problem} onRetry={rows.retry} />
    ) : rows.isLoading ? (
      <LoadingState />
    ) : (
      <EmptyState
        title={state === undefined ? t("item.none") : t("item.noneOf", { state: t(`state.${state}`) })}
        {...(transfer.status === "counting" ? { text: t("item.counting") } : {})}
      />
    );

  return (
    <section className={classes.items} aria-label={t("item.title")} data-testid="transfer-items">
      <div className={classes.itemsHead}>
        <h3 className={classes.itemsTitle} title={`${ends(transfer).from} → ${ends(transfer).to}`}>
          {t("item.heading", { count: rows.total, shown: count(rows.total) })}
        </h3>
        {actions.map(({ id, label, icon: Icon, refusal, run }) =>
          refusal !== undefined || Icon === undefined ? null : (
            <ActionIcon key={id} color="gray" size={28} onClick={run} title={label} aria-label={label}>
              <Icon size={16} aria-hidden />
            </ActionIcon>
          ),
        )}
        <Select
          aria-label={t("item.filter")}
          size="sm"
          w={150}
          data={[
            { value: "all", label: t("item.all") },
            ...STATES.map((one) => ({ value: one, label: t(`state.${one}`) })),
          ]}
          value={state ?? "all"}
          onChange={(value) => setState(value === null || value === "all" ? undefined : (value as TransferItemState))}
          allowDeselect={false}
          data-testid="transfer-item-filter"
        />
        <ActionIcon color="gray" onClick={onClose} aria-label={t("item.close")} data-testid="transfer-items-close">
          <IconX size={17} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.itemsTable}>
        <VirtualTable<TransferItem>
          key={`${transfer.id} ${state ?? "all"}`}
          label={t("item.title")}
          total={rows.total}
          columns={columns}
          rowAt={rows.rowAt}
          onNeed={rows.onNeed}
          getRowId={(item) => item.id}
          onActive={(item) => setChosen(item)}
          currentId={chosen?.id}
          empty={empty}
        />
      </div>
      {chosen === undefined ? null : <Receipt item={chosen} />}
    </section>
  );
}

/** What is known of one item: its problem, or what proves that it arrived. */
function Receipt({ item }: { item: TransferItem }) {
  const { t } = useTranslation("transfers");
  const { problem, sha256, version } = item;
  const copy = (text: string) => {
    navigator.clipboard
      .writeText(text)
      .then(() => toast(t("item.copied")))
      .catch(toastProblem);
  };
  const facts: [string, string][] = [];
  if (sha256 !== null) facts.push([t("item.sha256"), sha256]);
  if (version !== null) facts.push([t("item.version"), version]);
  return (
    <section className={classes.receipt} aria-label={t("item.receipt")} data-testid="transfer-receipt">
      {problem === null ? null : (
        <p className={classes.problem}>
          <strong>{problem.message}</strong> {problem.remedy}
        </p>
      )}
      {problem === null && facts.length === 0 ? <p className={classes.quiet}>{t("item.noReceipt")}</p> : null}
      {facts.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <span className={classes.quiet}>{name}</span>
          <code>{value}</code>
          <ActionIcon color="gray" size={24} onClick={() => copy(value)} aria-label={t("item.copy", { name })}>
            <IconCopy size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
    </section>
  );
}
