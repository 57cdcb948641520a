/** One file: what the source says of it, what earlier runs found, its preview, and what can be done with it. */
import { ActionIcon, Anchor, Button } from "@mantine/core";
import { IconCopy, IconEye, IconListDetails, IconRefreshDot, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LatestCopy, ObjectMeta, ObjectRef, Run } from "../../ipc/bindings";
import { StatusBadge } from "../../kit/badges";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { bytes, count, dateTime } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { TextLink } from "../../kit/links";
import { useShortcut } from "../../kit/shortcuts";
import { toast, toastProblem } from "../../kit/toast";
import classes from "./browse.module.css";
import { nameOf, pathText } from "./keys";
import { ObjectRisk } from "./PlaceRisk";
import { PreviewPane } from "./PreviewPane";
import { PropertiesPane } from "./PropertiesPane";
import { freshId, syncFile, useDocument } from "./queries";

interface Props {
  connectorId: string;
  object: ObjectRef;
  /** As listed; absent until the listing has reached it. */
  meta: ObjectMeta | undefined;
  view: PanelView;
  onView: (view: PanelView) => void;
  onClose: () => void;
}

/** What the panel shows: what is known anyhow, the content, or all that the source says when it is asked. */
export type PanelView = "facts" | "preview" | "properties";

export function ObjectPanel({ connectorId, object, meta, view, onView, onClose }: Props) {
  const previewing = view === "preview";
  const { t } = useTranslation("browse");
  const document = useDocument(connectorId, object);
  const [run, setRun] = useState<Run>();
  const [busy, setBusy] = useState(false);
  const known = document.data ?? undefined;

  // Another file has no run yet.
  useEffect(() => setRun(undefined), [connectorId, object.bucket, object.key]);

  async function sync() {
    setBusy(true);
    try {
      setRun(await syncFile(connectorId, object, freshId()));
      toast(t("panel.syncing"));
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(pathText(object.bucket, object.key));
      toast(t("panel.copied"));
    } catch (thrown) {
      toastProblem(thrown);
    }
  }

  useShortcut({ id: "browse.sync", label: t("panel.sync"), group: t("title"), run: () => void sync() });

  const facts: [string, ReactNode][] = [[t("panel.key"), <KeyText key="k" value={object.key} />]];
  if (object.bucket !== "") facts.push([t("panel.bucket"), <KeyText key="b" value={object.bucket} />]);
  if (meta !== undefined) {
    facts.push([t("panel.size"), bytes(meta.size)], [t("panel.modified"), dateTime(meta.modified)]);
    if (meta.storage_class !== null) facts.push([t("panel.class"), meta.storage_class]);
    if (meta.unreadable !== null) facts.push([t("panel.unreadable"), t(`kit:skip.${meta.unreadable}`)]);
    facts.push([t("panel.version"), meta.version]);
  }
  if (document.isSuccess) {
    facts.push([
      t("panel.state"),
      known === undefined ? (
        t("panel.never")
      ) : (
        <span key="s">
          <StatusBadge status={known.state} />{" "}
          {known.skip_reason === null ? null : t("panel.skipped", { reason: t(`kit:skip.${known.skip_reason}`) })}{" "}
          {known.message}
        </span>
      ),
    ]);
  }
  if (known !== undefined) {
    facts.push([t("properties.exposure"), <ExposureBadge key="e" level={known.exposure} />]);
    facts.push([t("panel.when"), dateTime(known.last_processed)]);
    if (known.copy !== undefined)
      facts.push([t("panel.redactedCopy"), <LatestCopyText key="copy" objectKey={object.key} copy={known.copy} />]);
  }

  return (
    <aside
      className={classes.panel}
      data-wide={previewing || undefined}
      aria-label={t("panel.title")}
      data-testid="browse-panel"
    >
      <div className={classes.panelHead}>
        <h2 className={classes.panelTitle}>
          <KeyText value={nameOf(object.key)} mono={false} />
        </h2>
        <ActionIcon onClick={onClose} aria-label={t("panel.close")} color="gray">
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.panelBody}>
        <div className={classes.actions}>
          <Button
            variant={previewing ? "light" : "default"}
            size="compact-md"
            leftSection={<IconEye size={15} aria-hidden />}
            onClick={() => onView(previewing ? "facts" : "preview")}
            aria-pressed={previewing}
            data-testid="browse-preview-open"
          >
            {t("preview.open")}
          </Button>
          <Button
            variant={view === "properties" ? "light" : "default"}
            size="compact-md"
            leftSection={<IconListDetails size={15} aria-hidden />}
            onClick={() => onView(view === "properties" ? "facts" : "properties")}
            aria-pressed={view === "properties"}
            data-testid="browse-properties-open"
          >
            {t("properties.open")}
          </Button>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconRefreshDot size={15} aria-hidden />}
            loading={busy}
            onClick={() => void sync()}
            data-testid="browse-sync-file"
          >
            {t("panel.sync")}
          </Button>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconCopy size={15} aria-hidden />}
            onClick={() => void copy()}
          >
            {t("panel.copy")}
          </Button>
          {run === undefined ? null : (
            <Anchor size="sm" renderRoot={(props) => <Link to="/runs/$id" params={{ id: run.id }} {...props} />}>
              {t("panel.seeRun")}
            </Anchor>
          )}
          {known !== undefined && known.findings_count > 0 ? (
            <Anchor
              size="sm"
              data-testid="browse-findings"
              renderRoot={(props) => (
                <Link to="/findings" search={{ document: known.id, status: ["any"] }} {...props} />
              )}
            >
              {t("panel.seeFindings", { count: known.findings_count, shown: count(known.findings_count) })}
            </Anchor>
          ) : null}
        </div>
        {previewing ? (
          <PreviewPane connectorId={connectorId} object={object} onClose={() => onView("facts")} />
        ) : view === "properties" ? (
          <PropertiesPane connectorId={connectorId} object={object} />
        ) : (
          <>
            <dl className={classes.facts}>
              {facts.map(([name, value]) => (
                <div key={name} style={{ display: "contents" }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            {known === undefined ? null : (
              <section className={classes.propertyGroup} aria-label={t("kit:risk.terms")}>
                <h3>{t("kit:risk.terms")}</h3>
                <ObjectRisk documentId={known.id} />
              </section>
            )}
          </>
        )}
      </div>
    </aside>
  );
}

/** Where the redacted copy that syncs keep stands, with the export that made it. */
function LatestCopyText({ objectKey, copy }: { objectKey: string; copy: LatestCopy }) {
  const { t } = useTranslation("browse");
  return (
    <span data-testid="browse-copy" data-state={copy.state}>
      <TextLink to="/exports/$id" params={{ id: copy.export_id }}>
        {t(`panel.copyState.${copy.state}`)}
      </TextLink>{" "}
      {copy.current ? null : t("panel.copyOlder")}{" "}
      {copy.target === null ? (
        copy.reason
      ) : (
        <>
          <KeyText value={copy.target} />{" "}
          <TextLink
            to="/exports/$id/compare"
            params={{ id: copy.export_id }}
            search={{ key: objectKey, copy: copy.target }}
            data-testid="browse-compare"
          >
            {t("panel.compare")}
          </TextLink>
        </>
      )}
    </span>
  );
}
