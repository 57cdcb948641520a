/** The source as it is now: folders left, contents in the middle, one file's properties and preview right. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlugConnected, IconReload, IconSearch, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Node, ObjectMeta, ObjectRef } from "../../ipc/bindings";
import { asksForMenu, ContextMenu, type MenuPlace, placeOfActive } from "../../kit/ContextMenu";
import { plainKey } from "../../kit/KeyText";
import { PageHeader } from "../../kit/PageHeader";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toastProblem } from "../../kit/toast";
import { useTypedFilter } from "../../kit/useTypedFilter";
import {
  isSelected,
  noSelection,
  only,
  type Sort,
  selectedCount,
  type TableSelection,
  VirtualTable,
} from "../../kit/VirtualTable";
import classes from "./browse.module.css";
import { chosenAmong, chosenOf, NOTHING } from "./chosen";
import { useColumns } from "./columns";
import { DropZone } from "./DropZone";
import { forgetDenials } from "./denials";
import { FolderTree } from "./FolderTree";
import { parentOf, pathText } from "./keys";
import { ListEmpty } from "./ListEmpty";
import { ListingStatus } from "./ListingStatus";
import { Lister } from "./listing";
import { ObjectPanel, type PanelView } from "./ObjectPanel";
import { arrange, idOf, keyOf, patternOf, type SortColumn } from "./order";
import { PathBar, type PathBarHandle } from "./PathBar";
import { PlaceRisk } from "./PlaceRisk";
import { browse, onContentsChanged, useBucketExposure, useConnectors, useProviders } from "./queries";
import { type BrowseSearch, changed, readBrowseSearch } from "./search";
import { Toolbar } from "./Toolbar";
import { useBrowseActions } from "./useBrowseActions";
import { useDrops } from "./useDrops";

/** While a listing of more rows than this arrives, it stands in the source's own order. */
const SORT_WHILE_LISTING = 3_000;
/** A search asks the source, so it waits longer than a filter does. */
const TYPING_MS = 450;

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

  const typed = useTypedFilter(
    search.pattern,
    (wanted) => go(changed(search, { pattern: wanted, object: undefined }), true),
    { about: [connectorId, bucket, prefix].join("\0"), pause: TYPING_MS },
  );
  const clearTyped = () => {
    typed.type("");
    typed.tellNow();
  };

  const [view, setView] = useState<PanelView>("facts");
  const [chosenRows, setChosenRows] = useState<TableSelection>(noSelection);
  const [menu, setMenu] = useState<MenuPlace>();
  const [outdated, setOutdated] = useState(false);
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
    setOutdated(false);
    setChosenRows(noSelection);
    forgetDenials();
    setRevision((now) => now + 1);
    void client.invalidateQueries({ queryKey: ["findings", "sensitivity"] });
  };
  const atTop = bucket === "" && prefix === "" && pattern === null;

  function openNode(node: Node) {
    if (node.kind === "bucket") open(node.name, "");
    else if (node.kind === "prefix") open(bucket, node.prefix);
    else {
      go(changed(search, { object: node.object.key }), true);
      setView("preview");
    }
  }
  const showObject = (object: ObjectRef, wanted: PanelView) => {
    go(changed(search, { object: object.key }), true);
    setView(wanted);
  };

  // Another place has nothing chosen yet.
  useEffect(() => {
    setChosenRows(noSelection);
    setOutdated(false);
  }, [connectorId, bucket, prefix, pattern]);

  const somethingChosen = selectedCount(chosenRows, rows.length) > 0;
  const quiet = useRef(true);
  // A short list that nobody works in follows by itself; another one says that it is outdated.
  quiet.current = listing.phase === "complete" && !somethingChosen && listed <= SORT_WHILE_LISTING;
  useEffect(
    () =>
      onContentsChanged(() => {
        lister.forget();
        if (quiet.current) lister.refresh();
        else setOutdated(true);
      }),
    [lister],
  );

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
  ]);

  const capabilities = providers.data?.find(({ id }) => id === connector?.provider)?.capabilities;
  const exposes = capabilities?.exposure === true;
  const base = pattern === null ? null : prefix;
  const objectKey = search.object;
  // The panel needs the room, and says the rest.
  const narrow = objectKey !== undefined;
  const columns = useColumns({ connectorId, bucket, base, exposes, narrow });
  const meta = useMemo<ObjectMeta | undefined>(() => {
    const found =
      objectKey === undefined
        ? undefined
        : rows.find((node) => node.kind === "object" && node.object.key === objectKey);
    return found?.kind === "object" ? found : undefined;
  }, [rows, objectKey]);

  const chosen = useMemo(() => {
    // What the panel shows counts as chosen when no row is.
    if (!somethingChosen) return meta === undefined ? NOTHING : chosenOf([{ kind: "object", ...meta }], bucket);
    const complete = listing.phase === "complete";
    return chosenAmong(rows, chosenRows, { bucket, prefix, searched: pattern !== null, complete });
  }, [somethingChosen, rows, chosenRows, meta, bucket, prefix, pattern, listing.phase]);

  const { actions, dialog, uploadRefusal, send } = useBrowseActions({
    connector,
    capabilities,
    bucket,
    prefix,
    amongBuckets: buckets && bucket === "",
    chosen,
    onOpen: openNode,
    onPreview: (object) => showObject(object, object.key === search.object && view === "preview" ? "facts" : "preview"),
    onProperties: (object) => showObject(object, "properties"),
    onDone: (changedSomething) => {
      if (changedSomething) reload();
      focusList();
    },
  });
  useActions(
    actions.map((action) => ({
      id: `browse.${action.id}`,
      label: action.label,
      keys: action.keys,
      group: t("title"),
      enabled: action.refusal === undefined,
      within: () => list.current,
      run: action.run,
    })),
  );
  const bucketExposure = useBucketExposure(connectorId, exposes);
  const drop = useDrops({
    list,
    place: { bucket, prefix },
    folderOf: (rowId) => {
      const row = rows.find((node) => node.kind !== "object" && idOf(node) === rowId);
      if (row === undefined || row.kind === "object") return undefined;
      return row.kind === "bucket" ? { bucket: row.name, prefix: "" } : { bucket, prefix: row.prefix };
    },
    refusal: uploadRefusal,
    onDrop: (paths, target) => send(paths, target.bucket, target.prefix),
    onRefused: (reason) => toastProblem({ class: "config_invalid", message: t("upload.refused"), remedy: reason }),
  });

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
  const empty = (
    <ListEmpty
      listing={listing}
      arriving={arriving}
      examined={current ? listing.examined : 0}
      typed={typedPattern}
      searched={pattern !== null}
      onStop={() => lister.stop()}
      onClear={clearTyped}
    />
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
            typed.text === "" ? null : (
              <ActionIcon size="md" color="gray" onClick={clearTyped} aria-label={t("clearSearch")}>
                <IconX size={15} aria-hidden />
              </ActionIcon>
            )
          }
          value={typed.text}
          onChange={(event) => typed.type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              typed.tellNow();
              focusList();
            } else if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              if (typed.text === "") focusList();
              else clearTyped();
            }
          }}
          autoComplete="off"
          spellCheck={false}
          data-testid="browse-filter"
        />
      </div>
      <Toolbar
        actions={actions}
        exposure={
          bucket === ""
            ? undefined
            : bucketExposure.data === undefined
              ? undefined
              : (bucketExposure.data.get(bucket) ?? "unknown")
        }
      />
      <div className={classes.body}>
        {connectorId === "" ? null : (
          <FolderTree connectorId={connectorId} bucket={bucket} prefix={prefix} onGo={open} revision={revision} />
        )}
        <div className={classes.list} ref={list}>
          <div className={classes.statusLine}>
            <ListingStatus
              listing={listing}
              sorted={sorted}
              onStop={() => lister.stop()}
              onResume={() => lister.resume()}
              outdated={outdated}
              chosen={somethingChosen ? chosen : NOTHING}
              onReload={reload}
            />
            <PlaceRisk
              connectorId={connectorId}
              bucket={bucket}
              prefix={prefix}
              name={pathText(bucket, prefix) || (connector?.name ?? "")}
            />
          </div>
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
              selection={chosenRows}
              onSelection={setChosenRows}
              onRowContextMenu={(event, node) => {
                event.preventDefault();
                if (!isSelected(chosenRows, idOf(node))) setChosenRows(only([idOf(node)]));
                setMenu({ x: event.clientX, y: event.clientY });
              }}
              onActive={(node) => {
                const key = node?.kind === "object" ? node.object.key : undefined;
                if (key !== objectKey) go(changed(search, { object: key }), true);
              }}
              onKey={(event, node) => {
                if (event.key === " " && node !== undefined && !event.ctrlKey && !event.metaKey) {
                  event.preventDefault();
                  if (node.kind !== "object") return;
                  showObject(node.object, keyOf(node) === objectKey && view === "preview" ? "facts" : "preview");
                } else if (asksForMenu(event) && node !== undefined) {
                  event.preventDefault();
                  if (!isSelected(chosenRows, idOf(node))) setChosenRows(only([idOf(node)]));
                  setMenu(placeOfActive(list.current?.querySelector('[role="grid"]')));
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
          {drop === undefined ? null : (
            <DropZone
              place={pathText(drop.bucket, drop.prefix) || (connector?.name ?? "")}
              refusal={uploadRefusal(drop)}
            />
          )}
        </div>
        {objectKey === undefined ? null : (
          <ObjectPanel
            connectorId={connectorId}
            object={meta?.object ?? { bucket, key: objectKey }}
            meta={meta}
            view={view}
            onView={setView}
            onClose={() => {
              go(changed(search, { object: undefined }), true);
              focusList();
            }}
          />
        )}
      </div>
      <ContextMenu place={menu} label={t("menu")} actions={actions} onClose={() => setMenu(undefined)} />
      {dialog}
    </div>
  );
}
