/**
 * All connectors as cards or rows, filtered, complete; and those that were deleted and can still be
 * restored. The filters live in the address, the choice of view on this machine.
 */
import { Button, CloseButton, Group, SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import {
  IconLayoutGrid,
  IconList,
  IconPlugConnected,
  IconPlus,
  IconSearch,
  IconTransferIn,
  IconTrash,
} from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, type Ref, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { PageHeader } from "../../kit/PageHeader";
import { EmptyState, ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toastProblem } from "../../kit/toast";
import { useOffsetPages } from "../../kit/useOffsetPages";
import { type TypedFilter, useTypedFilter } from "../../kit/useTypedFilter";
import { ContextMenu, type MenuPlace } from "./ActionMenu";
import { useConnectorActions } from "./actions";
import { ConnectorCards } from "./ConnectorCards";
import { ConnectorTable } from "./ConnectorTable";
import classes from "./connectors.module.css";
import { DeletedTable } from "./DeletedTable";
import { connectorPage, createSample, freshId, listKey, PAGE, useCollections, useProviders } from "./queries";
import { RiskTerms } from "./RiskTerms";
import { Section } from "./Section";
import { type ConnectorSearch, connectorQuery, isFiltered, readConnectorSearch, STATUSES } from "./search";

type View = "cards" | "list";

export function ConnectorsPage() {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const search = readConnectorSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const query = connectorQuery(search);
  const deleted = search.deleted === true;
  const [view, setView] = useLocalStorage<View>({
    key: "connectors.view",
    defaultValue: "cards",
    getInitialValueInEffect: false,
  });
  const providers = useProviders();
  const [active, setActive] = useState<Connector>();
  const [menu, setMenu] = useState<MenuPlace>();
  const actions = useConnectorActions();
  const pages = useOffsetPages(listKey(query), (offset, limit) => connectorPage(query, offset, limit), {
    pageSize: PAGE,
  });

  const change = useCallback(
    (part: Partial<Record<keyof ConnectorSearch, unknown>>) =>
      void navigate({
        to: "/connectors",
        search: readConnectorSearch({ ...search, ...part }) as Record<string, unknown>,
        replace: true,
      }),
    [navigate, search],
  );
  const typed = useTypedFilter(search.text, (text) => change({ text }), { about: String(deleted) });
  const clear = () => {
    typed.reset();
    void navigate({ to: "/connectors", search: deleted ? { deleted: true } : {}, replace: true });
  };
  const connect = useCallback(() => void navigate({ to: "/connectors/new" }), [navigate]);

  const importFrom = useCallback(() => void navigate({ to: "/connectors/import" }), [navigate]);

  const icons = useMemo(
    () => new Map(providers.data?.map((provider) => [provider.id, provider.icon_svg])),
    [providers.data],
  );
  const iconOf = useCallback((id: string) => icons.get(id), [icons]);
  const exposed = useMemo(
    () => new Set(providers.data?.filter((one) => one.capabilities.exposure).map((one) => one.id)),
    [providers.data],
  );
  const readsExposure = useCallback((id: string) => exposed.has(id), [exposed]);
  const open = useCallback(
    (connector: Connector) => void navigate({ to: "/connectors/$id", params: { id: connector.id } }),
    [navigate],
  );
  const openMenu = useCallback(
    (x: number, y: number, connector: Connector) => setMenu({ x, y, actions: actions.of(connector) }),
    [actions.of],
  );

  const filter = useRef<HTMLInputElement>(null);
  const group = t("title");
  const ofActive = active === undefined ? [] : actions.of(active);
  useActions([
    { id: "connectors.import", label: t("import.open"), group, run: importFrom },
    { id: "connectors.filter", label: t("list.focus_filter"), keys: "/", group, run: () => filter.current?.focus() },
    {
      id: "connectors.view",
      label: t(view === "cards" ? "list.as_list" : "list.as_cards"),
      keys: "v",
      group,
      run: () => setView(view === "cards" ? "list" : "cards"),
    },
    ...ofActive.map((action) => ({
      id: `connectors.${action.id}`,
      label: `${action.label}: ${active?.name ?? ""}`,
      group,
      run: action.run,
      enabled: action.refusal === undefined,
    })),
  ]);

  const listProps = { pages, actions, iconOf, readsExposure, onOpen: open, onActive: setActive, onMenu: openMenu };
  const nothing = !pages.isLoading && pages.problem === undefined && pages.total === 0 && !isFiltered(search);
  const body = () => {
    if (pages.problem !== undefined) {
      return <ErrorState problem={pages.problem} onRetry={pages.retry} />;
    }
    if (pages.isLoading) {
      return <LoadingState text={t("list.loading")} />;
    }
    if (pages.total === 0) {
      if (isFiltered(search)) {
        return <NoMatch onClear={clear} text={t("list.no_match")} />;
      }
      return deleted ? (
        <EmptyState
          icon={<IconTrash size={28} stroke={1.5} />}
          title={t("deleted.empty")}
          text={t("deleted.empty_text")}
        />
      ) : (
        <Nothing onConnect={connect} />
      );
    }
    if (deleted) {
      return <DeletedTable {...listProps} />;
    }
    return view === "cards" ? <ConnectorCards {...listProps} /> : <ConnectorTable {...listProps} />;
  };

  return (
    <div className={classes.page}>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconTransferIn size={16} aria-hidden />}
              onClick={importFrom}
              data-testid="import-from"
            >
              {t("import.open")}
            </Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={connect} data-testid="connector-new">
              {t("connect")}
            </Button>
          </>
        }
      />
      {!nothing && <Filters search={search} typed={typed} onChange={change} inputRef={filter} />}
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <SegmentedControl
            className={classes.segments}
            size="xs"
            aria-label={t("list.which")}
            value={deleted ? "deleted" : "current"}
            onChange={(value) => change({ deleted: value === "deleted" ? true : undefined })}
            data={[
              { value: "current", label: t("list.current") },
              { value: "deleted", label: t("list.deleted") },
            ]}
            data-testid="connectors-which"
          />
          <Text size="sm" c="dimmed" role="status">
            {pages.isLoading || pages.problem !== undefined || nothing
              ? ""
              : t("list.total", { count: pages.total, shown: count(pages.total) })}
          </Text>
        </Group>
        {!deleted && !nothing && (
          <SegmentedControl
            className={classes.segments}
            size="xs"
            aria-label={t("list.view")}
            value={view}
            onChange={(value) => setView(value === "list" ? "list" : "cards")}
            data={[
              {
                value: "cards",
                label: <ViewLabel icon={<IconLayoutGrid size={15} aria-hidden />} text={t("list.cards")} />,
              },
              { value: "list", label: <ViewLabel icon={<IconList size={15} aria-hidden />} text={t("list.rows")} /> },
            ]}
            data-testid="connectors-view"
          />
        )}
      </Group>
      {search.collection !== undefined && !deleted && !nothing && (
        <Section title={t("collection.risk", { name: search.collection })}>
          <RiskTerms scope={{ collection: search.collection }} name={search.collection} folded />
        </Section>
      )}
      <div className={classes.listArea}>{body()}</div>
      <ContextMenu place={menu} onClose={() => setMenu(undefined)} />
      {actions.dialogs}
    </div>
  );
}

function ViewLabel({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      {icon}
      {text}
    </Group>
  );
}

interface FilterProps {
  search: ConnectorSearch;
  typed: TypedFilter;
  onChange: (part: Partial<Record<keyof ConnectorSearch, unknown>>) => void;
  inputRef: Ref<HTMLInputElement>;
}

function Filters({ search, typed, onChange, inputRef }: FilterProps) {
  const { t } = useTranslation(["connectors", "kit"]);
  const providers = useProviders();
  const collections = useCollections();
  return (
    <Group gap="sm" role="search" aria-label={t("filter.label")}>
      <TextInput
        ref={inputRef}
        w={240}
        aria-label={t("filter.text")}
        placeholder={t("filter.text")}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed.text === "" ? null : (
            <CloseButton size="sm" aria-label={t("filter.clear_text")} onClick={() => typed.type("")} />
          )
        }
        value={typed.text}
        onChange={(event) => typed.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed.text !== "") {
            event.preventDefault();
            typed.type("");
          }
        }}
        data-testid="connectors-filter"
      />
      <Select
        w={170}
        aria-label={t("filter.provider")}
        placeholder={t("filter.any_provider")}
        clearable
        allowDeselect
        data={(providers.data ?? []).map((provider) => ({ value: provider.id, label: provider.title }))}
        value={search.provider ?? null}
        onChange={(provider) => onChange({ provider: provider ?? undefined })}
      />
      <Select
        w={180}
        aria-label={t("filter.status")}
        placeholder={t("filter.any_status")}
        clearable
        allowDeselect
        data={STATUSES.map((status) => ({ value: status, label: t(`kit:status.${status}`) }))}
        value={search.status ?? null}
        onChange={(status) => onChange({ status: status ?? undefined })}
      />
      {((collections.data?.length ?? 0) > 0 || search.collection !== undefined) && (
        <Select
          w={180}
          aria-label={t("filter.collection")}
          placeholder={t("filter.any_collection")}
          clearable
          allowDeselect
          searchable
          data={[
            ...new Set([...(collections.data ?? []), ...(search.collection === undefined ? [] : [search.collection])]),
          ]}
          value={search.collection ?? null}
          onChange={(collection) => onChange({ collection: collection ?? undefined })}
        />
      )}
    </Group>
  );
}

/** The first visit: connect something, or look at the sample. */
function Nothing({ onConnect }: { onConnect: () => void }) {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const sample = async () => {
    setBusy(true);
    try {
      const { run } = await createSample(freshId());
      await navigate({ to: "/runs/$id", params: { id: run.id } });
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <EmptyState
      icon={<IconPlugConnected size={28} stroke={1.5} />}
      title={t("empty.title")}
      text={t("empty.text")}
      action={
        <Group gap="sm">
          <Button onClick={onConnect} leftSection={<IconPlus size={16} aria-hidden />}>
            {t("connect")}
          </Button>
          <Button variant="default" loading={busy} onClick={() => void sample()} data-testid="connectors-sample">
            {t("empty.sample")}
          </Button>
        </Group>
      }
    />
  );
}
