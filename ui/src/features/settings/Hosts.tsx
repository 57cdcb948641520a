/** Every host that the app ever talked to, what for and on whose behalf: searched, ordered, copied. */
import { CloseButton, Group, Text, TextInput, Title } from "@mantine/core";
import { IconSearch, IconWorldOff } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostContact } from "../../ipc/bindings";
import { CopyButton } from "../../kit/CopyButton";
import { bytes, compact, count, dateTime, relative } from "../../kit/format";
import { EmptyState, NoMatch } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { asTable, fitting, HOST_COLUMNS, type HostColumn, type HostOrder, inOrder } from "./hostLedger";
import { useDiagnostics } from "./queries";
import classes from "./settings.module.css";

const ROW = 34;
/** Rows that are in sight at most; the table scrolls beyond. */
const IN_SIGHT = 12;

export function Hosts() {
  const { t } = useTranslation("settings");
  const { data } = useDiagnostics();
  if (data === undefined) {
    return null;
  }
  return (
    <section className={classes.wholePart} aria-label={t("hosts.title")} data-testid="settings-hosts">
      <Ledger hosts={data.hosts} />
    </section>
  );
}

/** A moment, relative, with its date on hover. */
function When({ at }: { at: string }) {
  return <span title={dateTime(at)}>{relative(at)}</span>;
}

function Words({ words, none }: { words: readonly string[]; none: string }) {
  const text = words.length === 0 ? none : words.join(", ");
  return (
    <Text span size="sm" className={classes.cut} title={text} {...(words.length === 0 ? { c: "dimmed" } : {})}>
      {text}
    </Text>
  );
}

function Ledger({ hosts }: { hosts: readonly HostContact[] }) {
  const { t } = useTranslation("settings");
  const [text, setText] = useState("");
  const [order, setOrder] = useState<HostOrder>({ column: "last", descending: true });
  const filter = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => inOrder(fitting(hosts, text), order), [hosts, text, order]);
  useActions([
    {
      id: "settings.hosts",
      label: t("hosts.search"),
      keys: "/",
      group: t("title"),
      enabled: hosts.length > 0,
      run: () => filter.current?.focus(),
    },
  ]);
  const columns = useMemo<Column<HostContact>[]>(
    () => [
      {
        id: "host",
        header: t("hosts.host"),
        grow: 4,
        minWidth: 210,
        sortable: true,
        cell: (row) => (
          <span className={classes.cut} title={row.host}>
            {row.host}
          </span>
        ),
      },
      {
        id: "purposes",
        header: t("hosts.purposes"),
        grow: 2,
        minWidth: 120,
        sortable: true,
        cell: (row) => <Words words={row.purposes} none="–" />,
      },
      {
        id: "connectors",
        header: t("hosts.connectors"),
        grow: 2,
        minWidth: 120,
        sortable: true,
        cell: (row) => <Words words={row.connectors} none={t("hosts.nobody")} />,
      },
      {
        id: "requests",
        header: t("hosts.requests"),
        width: 80,
        align: "right",
        sortable: true,
        cell: (row) => (
          <span title={count(row.requests)}>{row.requests < 10_000 ? count(row.requests) : compact(row.requests)}</span>
        ),
      },
      { id: "last", header: t("hosts.last"), width: 98, sortable: true, cell: (row) => <When at={row.last_at} /> },
      {
        id: "received",
        header: t("hosts.received"),
        width: 80,
        align: "right",
        sortable: true,
        cell: (row) => <span title={`${count(row.received)} B`}>{bytes(row.received)}</span>,
      },
      {
        id: "sent",
        header: t("hosts.sent"),
        width: 70,
        align: "right",
        sortable: true,
        cell: (row) => <span title={`${count(row.sent)} B`}>{bytes(row.sent)}</span>,
      },
      { id: "first", header: t("hosts.first"), width: 104, sortable: true, cell: (row) => <When at={row.first_at} /> },
    ],
    [t],
  );

  return (
    <>
      <Group justify="space-between" gap="sm" align="flex-end">
        <div className={classes.partHead}>
          <Title order={2}>{t("hosts.title")}</Title>
          <Text size="sm" c="dimmed" maw={620}>
            {t("hosts.text")}
          </Text>
        </div>
        {hosts.length > 0 && <CopyButton text={() => asTable(rows)} label={t("hosts.copy")} testId="copy-hosts" />}
      </Group>
      {hosts.length === 0 ? (
        <EmptyState icon={<IconWorldOff size={28} stroke={1.5} />} title={t("hosts.none")} text={t("hosts.noneText")} />
      ) : (
        <>
          <Group gap="sm">
            <TextInput
              ref={filter}
              w={280}
              aria-label={t("hosts.search")}
              placeholder={t("hosts.search")}
              leftSection={<IconSearch size={16} aria-hidden />}
              rightSection={
                text === "" ? null : <CloseButton size="sm" aria-label={t("hosts.clear")} onClick={() => setText("")} />
              }
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Escape" && text !== "") {
                  event.preventDefault();
                  setText("");
                }
              }}
              spellCheck={false}
              data-testid="hosts-filter"
            />
            <Text size="sm" c="dimmed" role="status" data-testid="hosts-total">
              {rows.length === hosts.length
                ? t("hosts.total", { count: hosts.length, shown: count(hosts.length) })
                : t("hosts.totalOf", { shown: count(rows.length), total: count(hosts.length) })}
            </Text>
          </Group>
          <div
            className={classes.ledger}
            style={{ height: 32 + ROW * Math.min(IN_SIGHT, Math.max(rows.length, 5)) + 4 }}
          >
            <VirtualTable<HostContact>
              label={t("hosts.label")}
              total={rows.length}
              rowAt={(index) => rows[index]}
              columns={columns}
              getRowId={(row) => row.host}
              rowHeight={ROW}
              sort={order}
              onSort={(next) => {
                const column: HostColumn = HOST_COLUMNS.find((known) => known === next.column) ?? "last";
                setOrder({ column, descending: next.descending });
              }}
              empty={<NoMatch text={t("hosts.noMatch")} onClear={() => setText("")} />}
              testId="hosts-table"
            />
          </div>
        </>
      )}
    </>
  );
}
