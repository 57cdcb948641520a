/** Everything that was found: filtered, ordered, grouped, and decided about one by one or all at once. */
import { ActionIcon, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconShieldCheck, IconX } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, FindingSort, FindingStatus } from "../../ipc/bindings";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { count } from "../../kit/format";
import { PageHeader } from "../../kit/PageHeader";
import { EmptyState, ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toastProblem } from "../../kit/toast";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { everything, noSelection, selectedCount, type TableSelection, VirtualTable } from "../../kit/VirtualTable";
import { besidePanel, findingColumns } from "./columns";
import { Filters } from "./Filters";
import { FindingPanel } from "./FindingPanel";
import classes from "./findings.module.css";
import { Groups } from "./Groups";
import { findingPage, useDetectors, useFinding } from "./queries";
import {
  changed,
  type FindingSearch,
  findingFilter,
  GROUPS,
  insideGroup,
  narrowed,
  orderOf,
  readFindingSearch,
  sortedBy,
  withoutFilters,
} from "./search";
import { DECISIONS, TriageButtons } from "./TriageButtons";
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
  const { sort, descending } = orderOf(search);
  const pages = useOffsetPages<Finding>(["findings", "list", filter, sort, descending], (offset, limit) =>
    findingPage(filter, sort, descending, offset, limit),
  );
  const detectors = useDetectors();
  const titles = useMemo(() => new Map((detectors.data ?? []).map(({ id, title }) => [id, title])), [detectors.data]);
  const titleOf = useCallback((id: string) => titles.get(id) ?? id, [titles]);
  const withPanel = search.finding !== undefined;
  const columns = useMemo(() => {
    const all = findingColumns(t, titleOf);
    return withPanel ? besidePanel(all) : all;
  }, [t, titleOf, withPanel]);

  const filterKey = JSON.stringify(filter);
  const [selection, setSelection] = useState<TableSelection>(noSelection);
  // Another question has other rows: what was chosen before is chosen no more.
  // The filter is the question.
  useEffect(() => setSelection(noSelection), [filterKey]);

  const [active, setActive] = useState<{ index: number; id: string | undefined }>({ index: 0, id: undefined });
  const [asked, setAsked] = useState<FindingStatus>();
  const textRef = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const decisions = useTriage();
  const chosen = selectedCount(selection, pages.total);
  const grouped = search.group !== undefined;

  const atActive = pages.rowAt(active.index);
  const inList = search.finding === undefined ? undefined : atActive?.id === search.finding ? atActive : undefined;
  const one = useFinding(search.finding);
  const opened = one.data ?? inList;

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
    if (search.finding === undefined || pages.rowAt(active.index)?.id === search.finding) return;
    const next = pages.rowAt(Math.min(active.index, pages.total - 1));
    setActive({ index: Math.min(active.index, Math.max(0, pages.total - 1)), id: next?.id });
    go(changed(search, { finding: next?.id }));
  });

  async function decideIds(ids: string[], status: FindingStatus) {
    if (ids.length === 0) return;
    try {
      await decisions.ids(ids, status);
      setSelection(noSelection);
      goOn.current = true;
    } catch (thrown) {
      toastProblem(thrown);
    }
  }

  function decide(status: FindingStatus) {
    if (decisions.busy || grouped) return;
    if (selection.all) {
      if (chosen > 0) setAsked(status);
      return;
    }
    const ids =
      selection.ids.size > 0
        ? [...selection.ids]
        : (search.finding ?? active.id)
          ? [search.finding ?? active.id ?? ""]
          : [];
    void decideIds(ids, status);
  }

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
  ]);

  const clear = () => go(withoutFilters(search));
  return (
    <div className={classes.page}>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <SegmentedControl
            aria-label={t("group.label")}
            value={search.group ?? "none"}
            onChange={(by) => go(changed(search, { group: GROUPS.find((one) => one === by), finding: undefined }))}
            data={(["none", ...GROUPS] as const).map((value) => ({ value, label: t(`group.${value}`) }))}
            data-testid="group-by"
          />
        }
      />
      <Filters search={search} onChange={go} textRef={textRef} />
      <div className={classes.body}>
        <div className={classes.list} ref={list}>
          {search.group !== undefined ? (
            <Groups
              filter={filter}
              by={search.group}
              onOpen={(group) => search.group && go(insideGroup(search, search.group, group.id))}
              onClear={clear}
            />
          ) : (
            <>
              <div className={classes.bar}>
                <Text size="sm" fw={600} data-testid="findings-total" data-total={pages.total}>
                  {pages.problem !== undefined
                    ? ""
                    : pages.isLoading
                      ? t("kit:loading")
                      : t("total", { count: pages.total, shown: count(pages.total) })}
                </Text>
                {chosen > 1 ? (
                  <Text size="sm" c="dimmed">
                    {selection.all && selection.ids.size === 0
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
              <div className={classes.table}>
                {pages.problem !== undefined ? (
                  <ErrorState problem={pages.problem} onRetry={pages.retry} />
                ) : pages.isLoading ? (
                  <LoadingState />
                ) : (
                  <VirtualTable<Finding>
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
                    onOpen={(row, index) => {
                      setActive({ index, id: row.id });
                      go(changed(search, { finding: row.id }));
                    }}
                    onActive={(row, index) => {
                      setActive({ index, id: row?.id });
                      if (search.finding !== undefined && row !== undefined) go(changed(search, { finding: row.id }));
                    }}
                    onKey={(event) => {
                      if (event.key !== "Escape" || search.finding === undefined) return;
                      event.preventDefault();
                      close();
                    }}
                    sort={{ column: sort, descending }}
                    onSort={({ column }) => go(sortedBy(search, column as FindingSort))}
                    currentId={search.finding}
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
        {opened && !grouped ? (
          <FindingPanel
            finding={opened}
            detectorTitle={titleOf(opened.detector)}
            busy={decisions.busy}
            onDecide={(status) => void decideIds([opened.id], status)}
            onStep={step}
            onClose={close}
          />
        ) : search.finding !== undefined && one.isError ? (
          <Group className={classes.panel} p="sm">
            <ErrorState problem={one.error} onRetry={close} />
          </Group>
        ) : null}
      </div>
      <ConfirmDialog
        opened={asked !== undefined}
        title={t("triage.confirm", { action: asked === undefined ? "" : t(`triage.${asked}`) })}
        counts={[
          { label: t("triage.matching"), count: chosen },
          ...(selection.ids.size > 0 ? [{ label: t("triage.leftOut"), count: selection.ids.size }] : []),
        ]}
        confirmLabel={asked === undefined ? "" : `${t(`triage.${asked}`)} (${count(chosen)})`}
        onConfirm={async () => {
          if (asked === undefined) return;
          await decisions.matching(filter, selection.ids, asked);
          setSelection(noSelection);
          goOn.current = true;
        }}
        onClose={() => setAsked(undefined)}
      >
        {t("triage.confirmText")} {chosen > UNDO_LIMIT ? t("triage.noUndo") : null}
      </ConfirmDialog>
    </div>
  );
}
