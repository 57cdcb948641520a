/** The source as it is now: folders left, contents in the middle, one file's properties and preview right. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import {
  IconArrowUp,
  IconDatabase,
  IconFile,
  IconFileOff,
  IconFolder,
  IconPlugConnected,
  IconReload,
  IconSearch,
  IconX,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Node, ObjectMeta } from "../../ipc/bindings";
import { bytes, count, dateTime } from "../../kit/format";
import { KeyText, plainKey } from "../../kit/KeyText";
import { PageHeader } from "../../kit/PageHeader";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { type Column, type Sort, VirtualTable } from "../../kit/VirtualTable";
import classes from "./browse.module.css";
import { FolderTree } from "./FolderTree";
import { parentOf } from "./keys";
import { ListingStatus } from "./ListingStatus";
import { Lister } from "./listing";
import { ObjectPanel } from "./ObjectPanel";
import { arrange, idOf, keyOf, labelOf, patternOf, type SortColumn } from "./order";
import { PathBar, type PathBarHandle } from "./PathBar";
import { browse, useConnectors, useProviders } from "./queries";
import { Sensitive } from "./Sensitive";
import { type BrowseSearch, changed, readBrowseSearch } from "./search";

/** While a listing of more rows than this arrives, it stands in the source's own order. */
const SORT_WHILE_LISTING = 3_000;
const TYPING_MS = 450;

function Icon({ node }: { node: Node }) {
  if (node.kind === "bucket") return <IconDatabase size={16} className={classes.folderIcon} aria-hidden />;
  if (node.kind === "prefix") return <IconFolder size={16} className={classes.folderIcon} aria-hidden />;
  if (node.unreadable !== null) return <IconFileOff size={16} className={classes.fileIcon} aria-hidden />;
  return <IconFile size={16} className={classes.fileIcon} aria-hidden />;
}

export function BrowsePage() {
  const { t } = useTranslation("browse");
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const address = JSON.stringify(raw);
  const search = useMemo(() => readBrowseSearch(JSON.parse(address)), [address]);
  const { connector: connectorId = "", bucket = "", prefix = "", pattern: typedPattern = "" } = search;
  const pattern = patternOf(typedPattern);
  const navigate = useNavigate();
  const client = useQueryClient();
  const go = useCallback(
    (next: BrowseSearch, replace = false) =>
      void navigate({ to: "/browse", search: { ...changed({}, next) }, replace }),
    [navigate],
  );

  const connectors = useConnectors();
  const providers = useProviders();
  const connector = connectors.data?.find(({ id }) => id === connectorId);
  const buckets = providers.data?.find(({ id }) => id === connector?.provider)?.capabilities.buckets ?? bucket !== "";

  // Without a choice the first source is shown.
  const first = connectors.data?.[0]?.id;
  useEffect(() => {
    if (connectorId === "" && first !== undefined) go({ connector: first }, true);
  }, [connectorId, first, go]);

  const [lister] = useState(() => new Lister(browse));
  const listing = useSyncExternalStore(lister.subscribe, lister.snapshot);
  useEffect(() => {
    if (connectorId !== "") lister.open({ connectorId, bucket, prefix, pattern });
    return () => lister.close();
  }, [lister, connectorId, bucket, prefix, pattern]);
  // In the moment between two places the list still holds the place before.
  const { place } = listing;
  const current =
    place.connectorId === connectorId &&
    place.bucket === bucket &&
    place.prefix === prefix &&
    place.pattern === pattern;

  const [order, setOrder] = useState<Sort>({ column: "name", descending: false });
  const listed = current ? listing.nodes.length : 0;
  const arriving = !current || listing.phase === "loading";
  const sorted = !arriving || listed <= SORT_WHILE_LISTING;
  const { version, nodes } = listing;
  // Nodes grow in place, and `version` tells that they did.
  const rows = useMemo<readonly Node[]>(() => {
    if (!current) return [];
    return sorted ? arrange(nodes, { column: order.column as SortColumn, descending: order.descending }) : nodes;
  }, [current, nodes, version, order, sorted]);

  const [typed, setTyped] = useState(typedPattern);
  useEffect(() => setTyped(typedPattern), [typedPattern]);
  const searchNow = useCallback(
    (text: string) => {
      const wanted = text.trim() === "" ? undefined : text;
      if (wanted !== search.pattern) go(changed(search, { pattern: wanted, object: undefined }), true);
    },
    [go, search],
  );
  useEffect(() => {
    if (typed === typedPattern) return;
    const timer = setTimeout(() => searchNow(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, typedPattern, searchNow]);

  const [previewing, setPreviewing] = useState(false);
  const [revision, setRevision] = useState(0);
  const path = useRef<PathBarHandle>(null);
  const filter = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const focusList = () => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();

  const open = (toBucket: string, toPrefix: string) =>
    go({ connector: connectorId, bucket: toBucket, prefix: toPrefix });
  const up = () => {
    if (pattern !== null) go(changed(search, { pattern: undefined, object: undefined }));
    else if (prefix !== "") open(bucket, parentOf(prefix));
    else if (bucket !== "") open("", "");
  };
  const reload = () => {
    lister.refresh();
    setRevision((now) => now + 1);
    void client.invalidateQueries({ queryKey: ["findings", "sensitivity"] });
  };
  const atTop = bucket === "" && prefix === "" && pattern === null;

  function openNode(node: Node) {
    if (node.kind === "bucket") open(node.name, "");
    else if (node.kind === "prefix") open(bucket, node.prefix);
    else {
      go(changed(search, { object: node.object.key }), true);
      setPreviewing(true);
    }
  }

  useActions([
    { id: "browse.path", label: t("keys.path"), keys: "mod+l", group: t("title"), run: () => path.current?.edit() },
    {
      id: "browse.search",
      label: t("keys.search"),
      keys: ["/", "mod+f"],
      group: t("title"),
      run: () => filter.current?.focus(),
    },
    { id: "browse.up", label: t("keys.up"), keys: "Backspace", group: t("title"), enabled: !atTop, run: up },
    { id: "browse.reload", label: t("keys.reload"), keys: "F5", group: t("title"), run: reload },
    {
      id: "browse.preview",
      label: t("keys.preview"),
      group: t("title"),
      enabled: search.object !== undefined,
      run: () => setPreviewing((now) => !now),
    },
  ]);

  const base = pattern === null ? null : prefix;
  const allColumns = useMemo<Column<Node>[]>(
    () => [
      {
        id: "name",
        header: t("column.name"),
        grow: 3,
        minWidth: 160,
        sortable: true,
        cell: (node, index) => (
          <span className={classes.name} data-testid={`browse-row-${index}`} data-kind={node.kind}>
            <Icon node={node} />
            <KeyText value={labelOf(node, base)} mono={false} />
          </span>
        ),
      },
      {
        id: "size",
        header: t("column.size"),
        width: 90,
        align: "right",
        sortable: true,
        cell: (node) => (node.kind === "object" ? bytes(node.size) : ""),
      },
      {
        id: "modified",
        header: t("column.modified"),
        width: 175,
        sortable: true,
        cell: (node) => {
          const at = node.kind === "object" ? node.modified : node.kind === "bucket" ? node.created : null;
          return at === null ? "" : dateTime(at);
        },
      },
      {
        id: "sensitivity",
        header: t("column.sensitivity"),
        width: 150,
        cell: (node) => <Sensitive connectorId={connectorId} bucket={bucket} node={node} />,
      },
    ],
    [t, base, connectorId, bucket],
  );

  const objectKey = search.object;
  // The panel needs the room, and says the rest.
  const narrow = objectKey !== undefined;
  const columns = useMemo(
    () => (narrow ? allColumns.filter(({ id }) => id !== "modified") : allColumns),
    [narrow, allColumns],
  );
  const meta = useMemo<ObjectMeta | undefined>(() => {
    const found =
      objectKey === undefined
        ? undefined
        : rows.find((node) => node.kind === "object" && node.object.key === objectKey);
    return found?.kind === "object" ? found : undefined;
  }, [rows, objectKey]);

  if (connectors.isError) return <ErrorState problem={connectors.error} onRetry={() => void connectors.refetch()} />;
  if (connectors.data === undefined) return <LoadingState />;
  if (connectors.data.length === 0) {
    return (
      <div className={classes.page}>
        <PageHeader title={t("title")} />
        <EmptyState
          icon={<IconPlugConnected size={30} stroke={1.5} />}
          title={t("noConnectors")}
          text={t("noConnectorsText")}
          action={
            <Button renderRoot={(props) => <Link to="/connectors/new" search={{}} {...props} />}>{t("connect")}</Button>
          }
        />
      </div>
    );
  }

  const placeName = plainKey(prefix || bucket || connector?.name || "");
  const empty =
    arriving || listing.phase === "idle" ? (
      <LoadingState
        text={pattern === null ? t("loading") : t("searching", { examined: count(current ? listing.examined : 0) })}
        onCancel={() => lister.stop()}
      />
    ) : listing.phase === "complete" ? (
      pattern === null ? (
        <EmptyState icon={<IconFolder size={30} stroke={1.5} />} title={t("emptyFolder")} text={t("emptyFolderText")} />
      ) : (
        <EmptyState
          icon={<IconSearch size={30} stroke={1.5} />}
          title={t("notFound")}
          text={t("notFoundText", { examined: count(listing.examined), pattern: typedPattern })}
          action={
            <Button variant="default" onClick={() => setTyped("")}>
              {t("clearSearch")}
            </Button>
          }
        />
      )
    ) : (
      <EmptyState title={t("stoppedEmpty")} text={t("stoppedEmptyText")} />
    );

  return (
    <div className={classes.page}>
      <PageHeader title={t("title")} />
      <div className={classes.top}>
        <Select
          aria-label={t("connector")}
          placeholder={t("chooseConnector")}
          data={connectors.data.map(({ id, name }) => ({ value: id, label: name }))}
          value={connectorId === "" ? null : connectorId}
          onChange={(id) => id !== null && go({ connector: id })}
          searchable
          w={200}
          data-testid="browse-connector"
        />
        <ActionIcon variant="default" onClick={up} disabled={atTop} aria-label={t("up")} aria-keyshortcuts="Backspace">
          <IconArrowUp size={17} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          onClick={reload}
          aria-label={t("reload")}
          aria-keyshortcuts="F5"
          data-testid="browse-reload"
        >
          <IconReload size={17} aria-hidden />
        </ActionIcon>
        <PathBar
          ref={path}
          connectorName={connector?.name ?? connectorId}
          buckets={buckets}
          bucket={bucket}
          prefix={prefix}
          onGo={open}
        />
        <TextInput
          ref={filter}
          className={classes.search}
          aria-label={t("search")}
          placeholder={t("searchHint")}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={
            typed === "" ? null : (
              <ActionIcon size="md" color="gray" onClick={() => setTyped("")} aria-label={t("clearSearch")}>
                <IconX size={15} aria-hidden />
              </ActionIcon>
            )
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              searchNow(typed);
              focusList();
            } else if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              if (typed === "") focusList();
              else setTyped("");
            }
          }}
          autoComplete="off"
          spellCheck={false}
          data-testid="browse-filter"
        />
      </div>
      <div className={classes.body}>
        {connectorId === "" ? null : (
          <FolderTree connectorId={connectorId} bucket={bucket} prefix={prefix} onGo={open} revision={revision} />
        )}
        <div className={classes.list} ref={list}>
          <ListingStatus
            listing={listing}
            sorted={sorted}
            onStop={() => lister.stop()}
            onResume={() => lister.resume()}
          />
          {current && listing.phase === "failed" ? (
            <ErrorState problem={listing.problem} onRetry={() => lister.resume()} />
          ) : null}
          <div className={classes.table}>
            <VirtualTable<Node>
              key={`${connectorId}\n${bucket}\n${prefix}\n${pattern ?? ""}`}
              label={t("list", { name: placeName })}
              total={rows.length}
              columns={columns}
              rowAt={(index) => rows[index]}
              getRowId={idOf}
              openOn="doubleClick"
              onOpen={openNode}
              onActive={(node) => {
                const key = node?.kind === "object" ? node.object.key : undefined;
                if (key !== objectKey) go(changed(search, { object: key }), true);
              }}
              onKey={(event, node) => {
                if (event.key === " " && node !== undefined) {
                  event.preventDefault();
                  if (node.kind !== "object") return;
                  if (keyOf(node) !== objectKey) {
                    go(changed(search, { object: keyOf(node) }), true);
                    setPreviewing(true);
                  } else setPreviewing((now) => !now);
                } else if (event.key === "Escape" && objectKey !== undefined) {
                  event.preventDefault();
                  go(changed(search, { object: undefined }), true);
                }
              }}
              sort={order}
              onSort={setOrder}
              currentId={meta === undefined ? undefined : `o${meta.object.bucket}/${meta.object.key}`}
              refreshing={arriving}
              empty={empty}
            />
          </div>
        </div>
        {objectKey === undefined ? null : (
          <ObjectPanel
            connectorId={connectorId}
            object={meta?.object ?? { bucket, key: objectKey }}
            meta={meta}
            previewing={previewing}
            onPreview={setPreviewing}
            onClose={() => {
              go(changed(search, { object: undefined }), true);
              focusList();
            }}
          />
        )}
      </div>
    </div>
  );
}
