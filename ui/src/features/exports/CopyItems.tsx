/** What became of every object of an export, filtered by outcome; one of them opens beside the list. */
import { ActionIcon, Button, Group, SegmentedControl, Text, Title } from "@mantine/core";
import { IconArrowsDiff, IconListDetails, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CopyItem, CopyState, Export } from "../../ipc/bindings";
import { asksForMenu, ContextMenu, type MenuPlace, placeOfActive } from "../../kit/ContextMenu";
import { bytes, count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { EmptyState, ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { COPY_STATES, done, isCopy, readState } from "./counts";
import classes from "./exports.module.css";
import { itemPage, useDetectorTitles } from "./queries";
import { CopyBadge } from "./words";

/** `Payment card 3, IBAN 2`, most first. */
function detectorsText(item: CopyItem, titles: ReadonlyMap<string, string> | undefined): string {
  return Object.entries(item.detectors)
    .sort(([, one], [, other]) => other - one)
    .map(([id, number]) => `${titles?.get(id) ?? id} ${count(number)}`)
    .join(", ");
}

export function CopyItems({ one }: { one: Export }) {
  const { t } = useTranslation("exports");
  const [state, setState] = useState<CopyState>();
  const [opened, setOpened] = useState<CopyItem>();
  const titles = useDetectorTitles().data;
  const box = useRef<HTMLDivElement>(null);
  const pages = useOffsetPages<CopyItem>(["exports", "items", one.id, state ?? "all"], (offset, limit) =>
    itemPage(one.id, state, offset, limit),
  );
  const close = () => {
    setOpened(undefined);
    box.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };

  const navigate = useNavigate();
  const [menu, setMenu] = useState<{ place: MenuPlace; item: CopyItem }>();
  const compare = (item: CopyItem) =>
    void navigate({ to: "/exports/$id/compare", params: { id: one.id }, search: { key: item.key, copy: item.target } });
  // The second Enter, or click, goes on from the panel to the comparison.
  const open = (item: CopyItem) => (item.key === opened?.key && isCopy(item) ? compare(item) : setOpened(item));

  const narrow = opened !== undefined;
  const columns = useMemo<Column<CopyItem>[]>(() => {
    const all: Column<CopyItem>[] = [
      {
        id: "object",
        header: t("item.object"),
        minWidth: 180,
        grow: 3,
        cell: (row) => <KeyText value={row.key} keepEnd />,
      },
      { id: "state", header: t("item.state"), width: 162, cell: (row) => <CopyBadge state={row.state} /> },
      {
        id: "replaced",
        header: t("item.replaced"),
        width: 86,
        align: "right",
        cell: (row) => <span className={classes.number}>{count(row.replaced)}</span>,
      },
      {
        id: "why",
        header: t("item.why"),
        minWidth: 180,
        grow: 4,
        cell: (row) => {
          const said = [
            row.reason ?? "",
            row.left_out.length === 0
              ? ""
              : t("item.leftOut", { count: row.left_out.length, shown: count(row.left_out.length) }),
            row.kept === 0 ? "" : t("item.kept", { count: row.kept, shown: count(row.kept) }),
            detectorsText(row, titles),
          ]
            .filter((one) => one !== "")
            .join(" · ");
          return (
            <span className={classes.cut} title={said}>
              {said}
            </span>
          );
        },
      },
      {
        id: "size",
        header: t("item.size"),
        width: 84,
        align: "right",
        cell: (row) => <span className={classes.number}>{bytes(row.size)}</span>,
      },
    ];
    // The panel needs the room, and says the rest.
    return narrow ? all.filter(({ id }) => id !== "why" && id !== "size") : all;
  }, [t, titles, narrow]);

  const nothingYet = done(one) === 0;
  return (
    <section className={classes.fill} aria-label={t("item.title")}>
      <Group justify="space-between" gap="sm">
        <Title order={2}>{t("item.title")}</Title>
        <SegmentedControl
          aria-label={t("item.filter")}
          value={state ?? "all"}
          onChange={(next) => {
            setState(readState(next));
            setOpened(undefined);
          }}
          data={[
            { value: "all", label: t("item.all", { shown: count(done(one)) }) },
            ...COPY_STATES.map((value) => ({
              value,
              label: t("item.some", { name: t(`state.${value}`), shown: count(one.totals[value]) }),
            })),
          ]}
          data-testid="copies-filter"
        />
      </Group>
      <div className={layout.body}>
        <div className={layout.table} ref={box}>
          {pages.problem !== undefined ? (
            <ErrorState problem={pages.problem} onRetry={pages.retry} />
          ) : pages.isLoading ? (
            <LoadingState />
          ) : (
            <VirtualTable<CopyItem>
              key={state ?? "all"}
              label={t("item.title")}
              total={pages.total}
              columns={columns}
              rowAt={pages.rowAt}
              onNeed={pages.onNeed}
              getRowId={(row) => row.key}
              onOpen={open}
              onKey={(event, row) => {
                if (row === undefined) return;
                if (asksForMenu(event)) {
                  event.preventDefault();
                  setMenu({ place: placeOfActive(box.current?.querySelector('[role="grid"]')), item: row });
                } else if (event.key === "c" && !event.ctrlKey && !event.metaKey && !event.altKey && isCopy(row)) {
                  event.preventDefault();
                  compare(row);
                }
              }}
              onRowContextMenu={(event, row) => {
                event.preventDefault();
                setMenu({ place: { x: event.clientX, y: event.clientY }, item: row });
              }}
              currentId={opened?.key}
              refreshing={pages.isOutdated}
              empty={
                nothingYet ? (
                  <EmptyState
                    title={t("item.none")}
                    text={one.status === "running" ? t("item.noneYet") : t("item.noneText")}
                  />
                ) : (
                  <NoMatch onClear={() => setState(undefined)} text={t("item.noneSo")} />
                )
              }
              testId="copies"
            />
          )}
        </div>
        {opened === undefined ? null : (
          <CopyPanel item={opened} titles={titles} onClose={close} onCompare={() => compare(opened)} />
        )}
      </div>
      <ContextMenu
        place={menu?.place}
        label={t("compare.menu")}
        actions={
          menu === undefined
            ? []
            : [
                {
                  id: "compare",
                  label: t("compare.open"),
                  icon: IconArrowsDiff,
                  keys: "c",
                  refusal: isCopy(menu.item) ? undefined : t("compare.noCopy"),
                  run: () => compare(menu.item),
                },
                {
                  id: "details",
                  label: t("compare.details"),
                  icon: IconListDetails,
                  keys: "Enter",
                  run: () => setOpened(menu.item),
                },
              ]
        }
        onClose={() => setMenu(undefined)}
      />
    </section>
  );
}

interface PanelProps {
  item: CopyItem;
  titles: ReadonlyMap<string, string> | undefined;
  onClose: () => void;
  onCompare: () => void;
}

function CopyPanel({ item, titles, onClose, onCompare }: PanelProps) {
  const { t } = useTranslation("exports");
  const copied = isCopy(item);
  useActions([
    { id: "export.closeCopy", label: t("item.close"), keys: "Escape", group: t("one"), run: onClose },
    copied && { id: "export.compare", label: t("compare.open"), keys: "c", group: t("one"), run: onCompare },
  ]);
  const detectors = Object.entries(item.detectors).sort(([, one], [, other]) => other - one);
  const rows: [string, ReactNode][] = [
    [t("item.object"), <KeyText key="key" value={item.key} />],
    ...(item.target === undefined || item.target === item.key
      ? []
      : [[t("item.target"), <KeyText key="target" value={item.target} />] as [string, ReactNode]]),
    [t("item.size"), bytes(item.size)],
    ...(item.sha256 === ""
      ? []
      : ([
          [t("item.copySize"), bytes(item.copy_size)],
          [t("item.hash"), <KeyText key="hash" value={item.sha256} />],
        ] as [string, ReactNode][])),
    [t("item.replaced"), count(item.replaced)],
    ...(item.kept === 0 ? [] : [[t("item.keptFact"), count(item.kept)] as [string, ReactNode]]),
  ];
  return (
    <aside className={layout.panel} aria-label={t("item.one")} data-testid="copy-panel">
      <div className={layout.panelHead}>
        <h2>
          <CopyBadge state={item.state} />
        </h2>
        <ActionIcon color="gray" onClick={onClose} aria-label={t("item.close")} data-testid="copy-close">
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
      <div className={layout.panelBody}>
        <Text size="sm">{item.reason ?? t(`means.${item.state}`)}</Text>
        {copied ? (
          <Button
            variant="default"
            leftSection={<IconArrowsDiff size={16} aria-hidden />}
            onClick={onCompare}
            aria-keyshortcuts="C"
            title={`${t("compare.open")} (C)`}
            data-testid="copy-compare"
          >
            {t("compare.open")}
          </Button>
        ) : null}
        <dl className={`${classes.facts} ${classes.panelFacts}`}>
          {rows.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {detectors.length === 0 ? null : (
          <section aria-label={t("item.detectors")}>
            <h3>{t("item.detectors")}</h3>
            <ul className={classes.counts}>
              {detectors.map(([id, number]) => (
                <li key={id}>
                  <span className={classes.cut}>{titles?.get(id) ?? id}</span>
                  <span className={classes.number}>{count(number)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {item.left_out.length === 0 ? null : (
          <section aria-label={t("item.leftOutTitle")}>
            <h3>{t("item.leftOutTitle")}</h3>
            <ul className={classes.leftOut}>
              {item.left_out.map(({ member, reason }) => (
                <li key={member}>
                  <KeyText value={member} />
                  <span className={layout.quiet}>{reason}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </aside>
  );
}
