/** One export: its figures and place, why it stopped, and what became of every object. */
import { Alert, Button, Progress } from "@mantine/core";
import { IconAlertTriangle, IconArrowLeft, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Export } from "../../ipc/bindings";
import { exampleOf } from "../../kit/actions";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { CopyButton } from "../../kit/CopyButton";
import { bytes, count, dateTime, elapsed } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { placeText } from "../../kit/places";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { useExportActions } from "./actions";
import { CopyItems } from "./CopyItems";
import { canGoOn, copies, done, isRetry, without } from "./counts";
import classes from "./exports.module.css";
import { useConnectors, useExport } from "./queries";
import { ExportBadge, manifestName } from "./words";

function Back() {
  const { t } = useTranslation("exports");
  return (
    <TextLink to="/exports">
      <IconArrowLeft size={14} aria-hidden /> {t("back")}
    </TextLink>
  );
}

export function ExportPage() {
  const { t } = useTranslation("exports");
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const asked = useExport(id);
  if (asked.data === undefined) {
    return (
      <div className={layout.page}>
        <PageHeader title={t("one")} back={<Back />} />
        {asked.isError ? <ErrorState problem={asked.error} onRetry={() => void asked.refetch()} /> : <LoadingState />}
      </div>
    );
  }
  return <Detail key={id} one={asked.data} />;
}

/** What was copied, in words. */
function useCovered(): (one: Export) => string {
  const { t } = useTranslation("exports");
  return ({ draft, run_id }) => {
    const { bucket = "", prefix = "", documents = [] } = draft;
    const place = bucket !== "" && prefix !== "" ? `${bucket}/${prefix}` : `${bucket}${prefix}`;
    const what =
      documents.length > 0
        ? t("covered.documents", { count: documents.length, shown: count(documents.length) })
        : place === ""
          ? t(run_id === undefined ? "covered.all" : "covered.run")
          : place;
    return draft.only_with_findings === true ? t("covered.onlyFindings", { what }) : what;
  };
}

function Facts({ rows }: { rows: readonly [string, ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Summary({ one }: { one: Export }) {
  const { t } = useTranslation("exports");
  const covered = useCovered();
  const place = placeText(one.draft.to, useConnectors().data);
  const { totals } = one;
  const number = (value: number) => <span className={classes.number}>{count(value)}</span>;
  return (
    <section className={classes.card} aria-label={t("facts.title")}>
      {one.status === "running" ? (
        <Progress
          value={one.objects === 0 ? 0 : (done(one) / one.objects) * 100}
          size={8}
          radius={3}
          aria-label={t("facts.progress")}
        />
      ) : null}
      <div className={classes.figures}>
        <Facts
          rows={[
            [t("facts.done"), t("of", { done: count(done(one)), all: count(one.objects) })],
            [t("facts.copies"), number(copies(one))],
            [t("facts.without"), number(without(one))],
            [t("facts.replaced"), number(totals.replaced)],
            [t("facts.size"), bytes(totals.copy_bytes)],
          ]}
        />
        <Facts
          rows={[
            [
              t("facts.source"),
              <Link key="source" to="/connectors/$id" params={{ id: one.draft.connector_id }} search={{}}>
                {one.connector_name}
              </Link>,
            ],
            ...(one.run_id === undefined
              ? []
              : [
                  [
                    t("facts.run"),
                    <Link key="run" to="/runs/$id" params={{ id: one.run_id }} search={{}} data-testid="export-run">
                      {t("facts.runLink")}
                    </Link>,
                  ] as [string, ReactNode],
                ]),
            [t("facts.covered"), <KeyText key="covered" value={covered(one)} mono={false} />],
            [
              t("facts.policy"),
              <Link key="policy" to="/policies/$id" params={{ id: one.policy.id }}>
                {t("policyValue", one.policy)}
              </Link>,
            ],
            [t("facts.otherwise"), <Otherwise key="otherwise" one={one} />],
            [
              t("facts.when"),
              one.ended_at === null
                ? dateTime(one.created_at)
                : t("facts.whenTook", { at: dateTime(one.created_at), took: elapsed(one.created_at, one.ended_at) }),
            ],
          ]}
        />
        <Facts
          rows={[
            [
              t("facts.place"),
              <span key="place" className={classes.place}>
                <KeyText value={place} />
                <CopyButton
                  text={() => (one.draft.to.kind === "folder" ? one.draft.to.path : place)}
                  size="compact-xs"
                  testId="export-copy-place"
                />
              </span>,
            ],
            [
              t("facts.manifest"),
              <span key="manifest">
                <KeyText value={manifestName(one.id)} /> <span className={layout.quiet}>{t("facts.manifestText")}</span>
              </span>,
            ],
          ]}
        />
      </div>
    </section>
  );
}

function Otherwise({ one }: { one: Export }) {
  const { t } = useTranslation("exports");
  const action = one.draft.otherwise ?? { do: "replace" };
  if (action.do === "report") return t("leave");
  const example = exampleOf(action, "payment_card");
  const project = one.draft.project ?? "";
  return (
    <>
      {t(`kit:copyAction.${action.do}`)}
      {example === "" ? null : <span className={layout.quiet}> {example}</span>}
      {project === "" ? null : <span className={layout.quiet}> {t("facts.project", { project })}</span>}
    </>
  );
}

function Detail({ one }: { one: Export }) {
  const { t } = useTranslation("exports");
  const navigate = useNavigate();
  const actions = useExportActions();
  const [asking, setAsking] = useState(false);
  const running = one.status === "running";
  const goesOn = canGoOn(one);
  const goOnLabel = t(isRetry(one) ? "retry" : "goOn");
  const toList = useCallback(() => void navigate({ to: "/exports" }), [navigate]);
  useActions([
    running && { id: "export.stop", label: t("stop.action"), group: t("one"), run: () => setAsking(true) },
    goesOn && { id: "export.goOn", label: goOnLabel, group: t("one"), run: () => void actions.goOn(one) },
    { id: "export.up", label: t("toList"), keys: "Backspace", group: t("one"), run: toList },
  ]);
  const goOnButton = (
    <Button
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
      loading={actions.busy}
      onClick={() => void actions.goOn(one)}
      data-testid="export-go-on"
    >
      {goOnLabel}
    </Button>
  );
  return (
    <div className={layout.page}>
      <PageHeader
        back={<Back />}
        title={t("copiesOf", { name: one.connector_name })}
        description={<ExportBadge status={one.status} />}
        actions={
          running ? (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              onClick={() => setAsking(true)}
              data-testid="export-stop"
            >
              {t("stop.action")}
            </Button>
          ) : goesOn ? (
            goOnButton
          ) : null
        }
      />
      {one.message === null ? null : (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={t(`ended.${one.status}`)}
          role="status"
          data-testid="export-message"
        >
          {one.message} {goesOn ? t("nothingLost") : null}
        </Alert>
      )}
      <Summary one={one} />
      <CopyItems one={one} />
      <ConfirmDialog
        opened={asking}
        title={t("stop.title")}
        confirmLabel={t("stop.action")}
        counts={[
          { label: t("facts.copies"), count: copies(one) },
          { label: t("stop.left"), count: Math.max(0, one.objects - done(one)) },
        ]}
        onConfirm={() => actions.stop(one)}
        onClose={() => setAsking(false)}
      >
        {t("stop.text")}
      </ConfirmDialog>
    </div>
  );
}
