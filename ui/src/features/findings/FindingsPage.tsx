/** Everything that was found: filtered, ordered, grouped, and decided about one by one or all at once. */

import { ActionIcon, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconShieldCheck, IconX } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, FindingSort, FindingStatus } from "../../ipc/bindings";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { asksForMenu, placeOfActive } from "../../kit/ContextMenu";
import { count } from "../../kit/format";
import layout from "../../kit/ListAndPanel.module.css";
import { PageHeader } from "../../kit/PageHeader";
import { EmptyState, ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toastProblem } from "../../kit/toast";
import { useTypedFilter } from "../../kit/useTypedFilter";
import { everything, noSelection, selectedCount, type TableSelection, VirtualTable } from "../../kit/VirtualTable";
import { besidePanel, findingColumns } from "./columns";
import { Filters } from "./Filters";
import { FindingPanel } from "./FindingPanel";
import classes from "./findings.module.css";
import { Groups } from "./Groups";
import { NotSensitiveDialog } from "./NotSensitiveDialog";
import { useConnectorNames, useCount, useDetectors, useFinding } from "./queries";
import { ReportMenu } from "./ReportMenu";
import { type Opened, type Row, useRows } from "./rows";
import {
  changed,
  type FindingSearch,
  findingFilter,
  insideGroup,
  inView,
  narrowed,
  orderOf,
  readFindingSearch,
  sortedBy,
  VIEWS,
  viewOf,
  withoutFilters,
} from "./search";
import { DECISIONS, TriageButtons } from "./TriageButtons";
import { useRowMenu } from "./useRowMenu";
import { UNDO_LIMIT, useTriage } from "./useTriage";

export function FindingsPage() {
  const { t } = useTranslation("findings");
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const address = JSON.stringify(raw);
  const search = useMemo(() => readFindingSearch(JSON.parse(address)), [address]);
  const navigate = useNavigate();
  const go = useCallback(
    (next: FindingSearch) => void navigate({ to: "/findings", search: { ...next }, replace: true }),
    [navigate],
  );
  const filter = useMemo(() => findingFilter(search), [search]);
  const typed = useTypedFilter(search.text, (text) => go(changed(search, { text })));
  const clear = () => {
    typed.reset();
    go(withoutFilters(search));
  };
  const { sort, descending } = orderOf(search);
  const view = viewOf(search);
  const summary = view === "places";
  const grouped = search.group !== undefined;
  const filterKey = JSON.stringify(filter);
  const [opened, setOpened] = useState<Opened>();
  const pages = useRows({ filter, sort, descending, summary, enabled: !grouped, opened });
  const all = useCount(filter).data;
  const detectors = useDetectors();
  const titles = useMemo(() => new Map((detectors.data ?? []).map(({ id, title }) => [id, title])), [detectors.data]);
  const titleOf = useCallback((id: string) => titles.get(id) ?? id, [titles]);
  const withPanel = search.finding !== undefined;
  const toggle = useCallback(
    (row: Row, index: number) =>
      setOpened((now) =>
        row.kind !== "place" || row.column.findings < 2 || now?.column.id === row.id
          ? undefined
          : { column: row.column, index },
      ),
    [],
  );
  const { isOpened } = pages;
  const narrow = useMediaQuery("(max-width: 1280px)") === true;
  const mixed = search.connector === undefined && (useConnectorNames().data?.length ?? 0) > 1;
  const columns = useMemo(() => {
    const wanted = findingColumns({ t, titleOf, summary, connectors: mixed, isOpened, onToggle: toggle });
    return withPanel ? besidePanel(wanted, narrow) : wanted;
  }, [t, titleOf, summary, mixed, isOpened, toggle, withPanel, narrow]);

  const [selection, setSelection] = useState<TableSelection>(noSelection);
  // Another question has other rows: what was chosen before is chosen no more.
  // The filter is the question.
  useEffect(() => {
    setSelection(noSelection);
    setOpened(undefined);
  }, [filterKey, view]);

  const [active, setActive] = useState<{ index: number; id: string | undefined }>({ index: 0, id: undefined });
  const [asked, setAsked] = useState<FindingStatus>();
  const [innocent, setInnocent] = useState<Finding>();
  const textRef = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const decisions = useTriage();
  const chosen = selection.all ? selectedCount(selection, pages.outerTotal) : selection.ids.size;

  const atActive = pages.rowAt(active.index);
  const inList = search.finding !== undefined && atActive?.finding.id === search.finding ? atActive : undefined;
  const one = useFinding(search.finding);
  const shown = one.data ?? inList?.finding;
  /** The panel of a place decides about all of its values. */
  const place = inList?.kind === "place" && inList.column.findings > 1 ? inList : undefined;

  const close = useCallback(() => {
    go(changed(search, { finding: undefined }));
    list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  }, [go, search]);

  /** The table owns the row that keys act on: it is asked by its own keys. */
  function step(by: 1 | -1) {
    const grid = list.current?.querySelector<HTMLElement>('[role="grid"]');
    grid?.dispatchEvent(new KeyboardEvent("keydown", { key: by === 1 ? "ArrowDown" : "ArrowUp", bubbles: true }));
  }

  /** After a decision the decided rows may leave the list: the panel goes on with the row in their place. */
  const goOn = useRef(false);
  useEffect(() => {
    if (!goOn.current || pages.isRefreshing || decisions.busy) return;
    goOn.current = false;
    if (search.finding === undefined || pages.rowAt(active.index)?.finding.id === search.finding) return;
    const next = pages.rowAt(Math.min(active.index, pages.total - 1));
    setActive({ index: Math.min(active.index, Math.max(0, pages.total - 1)), id: next?.id });
    go(changed(search, { finding: next?.finding.id }));
  });

  async function decideRows(rows: readonly Row[], status: FindingStatus) {
    if (rows.length === 0) return;
    try {
      await decisions.rows(filter, rows, status);
      setSelection(noSelection);
      goOn.current = true;
    } catch (thrown) {
      toastProblem(thrown);
    }
  }

  /** The chosen rows, or the one that the panel or the keys stand on. */
  function rowsChosen(): Row[] {
    if (selection.ids.size > 0) return [...selection.ids].flatMap((id) => pages.rowOf(id) ?? []);
    if (shown !== undefined) return [place ?? { kind: "value", id: shown.id, finding: shown, inside: false }];
    return atActive === undefined ? [] : [atActive];
  }

  function decide(status: FindingStatus) {
    if (decisions.busy || grouped) return;
    if (selection.all) {
      if (chosen > 0) setAsked(status);
      return;
    }
    void decideRows(rowsChosen(), status);
  }

  const open = (row: Row, index: number) => {
    setActive({ index, id: row.id });
    go(changed(search, { finding: row.finding.id }));
  };
  const rowMenu = useRowMenu({
    onOpen: open,
    onToggle: toggle,
    onDecide: (row, status) => void decideRows([row], status),
    onNotSensitive: (row) => setInnocent(row.finding),
  });

  useActions([
    {
      id: "findings.filter",
      label: t("filter.focus"),
      keys: "/",
      group: t("title"),
      run: () => textRef.current?.focus(),
    },
    { id: "findings.next", label: t("keys.next"), keys: "j", group: t("title"), palette: false, run: () => step(1) },
    {
      id: "findings.previous",
      label: t("keys.previous"),
      keys: "k",
      group: t("title"),
      palette: false,
      run: () => step(-1),
    },
    ...DECISIONS.map(({ status, key }) => ({
      id: `findings.triage.${status}`,
      label: t(`triage.${status}`),
      keys: key,
      group: t("title"),
      enabled: !grouped && (chosen > 0 || search.finding !== undefined || active.id !== undefined),
      run: () => decide(status),
    })),
    {
      id: "findings.not-sensitive",
      label: t("allow.open"),
      keys: "s",
      group: t("title"),
      enabled: !grouped && search.hidden !== true && (shown ?? atActive) !== undefined,
      run: () => setInnocent(shown ?? atActive?.finding),
    },
    ...VIEWS.map((one) => ({
      id: `findings.view.${one}`,
      label: t("view.command", { view: t(`view.${one}`) }),
      group: t("title"),
      run: () => go(inView(search, one)),
    })),
  ]);

  /** Findings behind what is chosen; of places that are left out, the values are not counted. */
  const matched = summary && selection.ids.size === 0 ? (all ?? chosen) : chosen;
  return (
    <div className={layout.page}>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Group gap="sm">
            <SegmentedControl
              aria-label={t("view.label")}
              value={view}
              onChange={(next) => go(inView(search, VIEWS.find((one) => one === next) ?? "places"))}
              data={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
              data-testid="group-by"
            />
            <ReportMenu filter={filter} disabled={all === undefined || all === 0} />
          </Group>
        }
      />
      <Filters search={search} typed={typed} onChange={go} onClear={clear} textRef={textRef} />
      <div className={layout.body}>
        <div className={classes.list} ref={list}>
          {search.group !== undefined ? (
            <Groups
              filter={filter}
              by={search.group}
              connectors={mixed}
              onOpen={(group) => search.group && go(insideGroup(search, search.group, group.id))}
              onClear={clear}
            />
          ) : (
            <>
              <div className={layout.bar}>
                <Text size="sm" fw={600} data-testid="findings-total" data-total={all}>
                  {pages.problem !== undefined
                    ? ""
                    : pages.isLoading || all === undefined
                      ? t("kit:loading")
                      : `${t(search.hidden ? "totalHidden" : "total", { count: all, shown: count(all) })}${
                          summary && pages.outerTotal > 0
                            ? ` ${t("inPlaces", { count: pages.outerTotal, shown: count(pages.outerTotal) })}`
                            : ""
                        }`}
                </Text>
                {chosen > 1 ? (
                  <Text size="sm" c="dimmed">
                    {summary
                      ? t("triage.chosenPlaces", { count: chosen, shown: count(chosen) })
                      : selection.all && selection.ids.size === 0
                        ? t("triage.all", { count: chosen, shown: count(chosen) })
                        : t("triage.chosen", { count: chosen, shown: count(chosen) })}
                  </Text>
                ) : null}
                {pages.total > 0 && !(selection.all && selection.ids.size === 0) ? (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    onClick={() => setSelection(everything)}
                    data-testid="choose-all"
                  >
                    {t("triage.chooseAll")}
                  </Button>
                ) : null}
                {chosen > 1 ? (
                  <ActionIcon
                    size="md"
                    color="gray"
                    onClick={() => setSelection(noSelection)}
                    aria-label={t("triage.unchoose")}
                  >
                    <IconX size={15} aria-hidden />
                  </ActionIcon>
                ) : null}
                <span className={classes.spacer} />
                <TriageButtons disabled={chosen === 0 || decisions.busy} onDecide={decide} testPrefix="triage-" />
              </div>
              <div className={layout.table}>
                {pages.problem !== undefined ? (
                  <ErrorState problem={pages.problem} onRetry={pages.retry} />
                ) : pages.isLoading ? (
                  <LoadingState />
                ) : (
                  <VirtualTable<Row>
                    label={t("title")}
                    total={pages.total}
                    columns={columns}
                    rowAt={pages.rowAt}
                    onNeed={pages.onNeed}
                    ensure={pages.ensure}
                    getRowId={(row) => row.id}
                    selection={selection}
                    onSelection={setSelection}
                    openOn="click"
                    onOpen={open}
                    onActive={(row, index) => {
                      setActive({ index, id: row?.id });
                      if (search.finding !== undefined && row !== undefined)
                        go(changed(search, { finding: row.finding.id }));
                    }}
                    onKey={(event, row, index) => {
                      if (event.key === "Escape" && search.finding !== undefined) close();
                      else if (row !== undefined && asksForMenu(event))
                        rowMenu.show(placeOfActive(list.current?.querySelector('[role="grid"]')), row, index);
                      else if (event.key === "ArrowRight" && row !== undefined && summary && !isOpened(row))
                        toggle(row, index);
                      else if (event.key === "ArrowLeft" && opened !== undefined) setOpened(undefined);
                      else return;
                      event.preventDefault();
                    }}
                    onRowContextMenu={(event, row, index) => {
                      event.preventDefault();
                      rowMenu.show({ x: event.clientX, y: event.clientY }, row, index);
                    }}
                    sort={{ column: sort, descending }}
                    onSort={({ column }) => go(sortedBy(search, column as FindingSort))}
                    currentId={inList?.id}
                    refreshing={pages.isRefreshing}
                    empty={
                      narrowed(search) ? (
                        <NoMatch onClear={clear} />
                      ) : (
                        <EmptyState
                          icon={<IconShieldCheck size={30} stroke={1.5} />}
                          title={t("empty.title")}
                          text={t("empty.text")}
                          action={
                            <Button variant="default" onClick={() => go(changed(search, { status: ["any"] }))}>
                              {t("empty.all")}
                            </Button>
                          }
                        />
                      )
                    }
                  />
                )}
              </div>
            </>
          )}
        </div>
        {shown && !grouped ? (
          <FindingPanel
            finding={shown}
            place={place?.column}
            detectorTitle={titleOf(shown.detector)}
            busy={decisions.busy}
            onDecide={(status) =>
              void decideRows([place ?? { kind: "value", id: shown.id, finding: shown, inside: false }], status)
            }
            onNotSensitive={() => setInnocent(shown)}
            onValues={() => place !== undefined && !isOpened(place) && toggle(place, active.index)}
            onStep={step}
            onClose={close}
          />
        ) : search.finding !== undefined && one.isError ? (
          <Group className={layout.panel} p="sm">
            <ErrorState problem={one.error} onRetry={close} />
          </Group>
        ) : null}
      </div>
      <ConfirmDialog
        opened={asked !== undefined}
        title={t("triage.confirm", { action: asked === undefined ? "" : t(`triage.${asked}`) })}
        counts={[
          ...(summary ? [{ label: t("triage.places"), count: chosen }] : []),
          ...(summary && selection.ids.size > 0 ? [] : [{ label: t("triage.matching"), count: matched }]),
          ...(selection.ids.size > 0 ? [{ label: t("triage.leftOut"), count: selection.ids.size }] : []),
        ]}
        confirmLabel={asked === undefined ? "" : `${t(`triage.${asked}`)} (${count(matched)})`}
        onConfirm={async () => {
          if (asked === undefined) return;
          await (summary ? decisions.places : decisions.matching)(filter, selection.ids, asked);
          setSelection(noSelection);
          goOn.current = true;
        }}
        onClose={() => setAsked(undefined)}
      >
        {t("triage.confirmText")} {matched > UNDO_LIMIT ? t("triage.noUndo") : null}
      </ConfirmDialog>
      {rowMenu.menu}
      <NotSensitiveDialog
        finding={innocent}
        onDone={() => {
          goOn.current = true;
        }}
        onClose={() => setInnocent(undefined)}
      />
    </div>
  );
}
