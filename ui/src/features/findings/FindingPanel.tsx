/** One finding: why it was reported, where it lies, what was decided; its value on request, for a minute. */

import { ActionIcon, Alert, Anchor, Button, Loader } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconEye, IconEyeOff, IconShieldOff, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Finding, FindingColumn, FindingStatus } from "../../ipc/bindings";
import { ConfidenceBar, SeverityBadge, StatusBadge } from "../../kit/badges";
import { count, dateTime } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { TextLink } from "../../kit/links";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ReasonBars } from "../../kit/ReasonBars";
import { useShortcut } from "../../kit/shortcuts";
import classes from "./findings.module.css";
import { coordinates } from "./place";
import { useAllowRules } from "./queries";
import { TriageButtons } from "./TriageButtons";
import { useReveal } from "./useReveal";

interface Props {
  finding: Finding;
  /** The place whose values the finding stands for; what is decided concerns them all. */
  place?: FindingColumn | undefined;
  detectorTitle: string;
  busy: boolean;
  onDecide: (status: FindingStatus) => void;
  onNotSensitive: () => void;
  /** Shows the values of the place. */
  onValues: () => void;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
}

function RevealBox({ finding }: { finding: Finding }) {
  const { t } = useTranslation("findings");
  const shown = useReveal(finding.id);
  const toggle = shown.value === undefined ? shown.show : shown.hide;
  useShortcut({ id: "findings.reveal", label: t("keys.reveal"), keys: "v", group: t("title"), run: toggle });
  return (
    <div>
      <div className={layout.bar}>
        <h3 className={classes.sectionTitle} style={{ flex: 1 }}>
          {t(shown.value ? "panel.clear" : "panel.sample")}
        </h3>
        <Button
          variant="default"
          size="compact-md"
          leftSection={shown.value ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />}
          onClick={toggle}
          disabled={shown.busy}
          aria-keyshortcuts="v"
          data-testid="finding-reveal"
        >
          {t(shown.value ? "panel.hide" : "panel.reveal")}
        </Button>
      </div>
      <div className={classes.value} data-testid="finding-value" data-revealed={shown.value !== undefined}>
        {shown.value ? (
          <>
            <span className={classes.around}>{shown.value.before}</span>
            <mark>{shown.value.value}</mark>
            <span className={classes.around}>{shown.value.after}</span>
          </>
        ) : (
          finding.sample
        )}
      </div>
      <div className={layout.quiet} role="status">
        {shown.busy ? (
          <>
            <Loader size={12} aria-hidden /> {t("panel.revealing")}
          </>
        ) : shown.value ? (
          <span aria-live="off">{t("panel.hidesIn", { count: shown.secondsLeft })}</span>
        ) : (
          t("panel.revealHint")
        )}
      </div>
      {shown.value?.moved ? <Alert color="yellow">{t("panel.moved")}</Alert> : null}
      {shown.problem === undefined ? null : <ProblemAlert problem={shown.problem} onClose={shown.hide} />}
    </div>
  );
}

/** Why it is not among those that are shown, and where that is changed. */
function HiddenBy({ by }: { by: string }) {
  const { t } = useTranslation("findings");
  const threshold = by === "threshold";
  const note = useAllowRules(!threshold).data?.find(({ id }) => id === by)?.note;
  return (
    <Alert color="gray" variant="light" data-testid="finding-hidden">
      {t(threshold ? "hidden.threshold" : "hidden.rule")} {note ? `“${note}”` : null}{" "}
      <TextLink to="/policies" search={threshold ? {} : { tab: "allow" }}>
        {t(threshold ? "hidden.policies" : "hidden.rules")}
      </TextLink>
    </Alert>
  );
}

export function FindingPanel(props: Props) {
  const { finding, place, detectorTitle, busy, onDecide, onNotSensitive, onValues, onStep, onClose } = props;
  const { t } = useTranslation("findings");
  const box = useRef<HTMLElement>(null);
  const slash = finding.key.lastIndexOf("/");

  useEffect(() => {
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (!box.current?.contains(document.activeElement)) return;
      event.preventDefault();
      onClose();
    };
    window.addEventListener("keydown", onEscape);
    return () => window.removeEventListener("keydown", onEscape);
  }, [onClose]);

  const facts: [string, ReactNode][] = [
    [t("panel.connector"), finding.connector_name],
    [
      t("panel.object"),
      <span key="o">
        <KeyText value={finding.bucket === "" ? finding.key : `${finding.bucket}/${finding.key}`} keepEnd />{" "}
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link
              to="/browse"
              search={{
                connector: finding.connector_id,
                bucket: finding.bucket,
                prefix: finding.key.slice(0, slash + 1),
                object: finding.key,
              }}
              {...props}
            />
          )}
        >
          {t("panel.openInBrowse")}
        </Anchor>
      </span>,
    ],
    ...coordinates(finding.location, count).map(([name, value]): [string, ReactNode] => [
      t(`coordinate.${name}`),
      value,
    ]),
    [
      t("panel.occurrences"),
      t("panel.occurrencesValue", { count: finding.occurrences, shown: count(finding.occurrences) }),
    ],
    [t("panel.first"), dateTime(finding.first_seen)],
    [t("panel.last"), dateTime(finding.last_seen)],
    [t("panel.category"), t(`kit:category.${finding.category}`)],
  ];
  return (
    <aside
      ref={box}
      className={layout.panel}
      aria-label={t("panel.title")}
      data-testid="finding-panel"
      data-finding={finding.id}
    >
      <div className={layout.panelHead}>
        <h2 className={classes.panelTitle} style={{ margin: 0, fontSize: 15 }}>
          {detectorTitle}
        </h2>
        <ActionIcon onClick={() => onStep(-1)} aria-label={t("panel.previous")} color="gray">
          <IconChevronUp size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon onClick={() => onStep(1)} aria-label={t("panel.next")} color="gray">
          <IconChevronDown size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon onClick={onClose} aria-label={t("panel.close")} color="gray">
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      <div className={layout.panelBody}>
        <div className={layout.bar}>
          <SeverityBadge severity={finding.severity} />
          <StatusBadge status={finding.status} />
          <ConfidenceBar value={finding.confidence} />
        </div>
        <div className={layout.quiet}>{t(`kit:severityMeans.${finding.severity}`)}</div>
        {place === undefined ? null : (
          <Alert color="gray" variant="light" data-testid="finding-place">
            {t("panel.ofPlace", { count: place.findings, shown: count(place.findings) })}{" "}
            <Anchor component="button" type="button" size="sm" onClick={onValues}>
              {t("panel.showValues")}
            </Anchor>
          </Alert>
        )}
        {finding.hidden_by === undefined ? null : <HiddenBy by={finding.hidden_by} />}
        {finding.present ? null : <Alert color="gray">{t("panel.gone")}</Alert>}
        <RevealBox finding={finding} />
        <div>
          <h3 className={classes.sectionTitle}>{t("panel.why")}</h3>
          <ReasonBars reasons={finding.reasons} confidence={finding.confidence} />
        </div>
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className={layout.bar}>
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link to="/findings" search={{ fingerprint: finding.fingerprint, status: ["any"] }} {...props} />
            )}
          >
            {t("panel.same")}
          </Anchor>
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/runs/$id" params={{ id: finding.last_run_id }} {...props} />}
          >
            {t("panel.run")}
          </Anchor>
        </div>
      </div>
      <div className={classes.panelFoot}>
        <Button
          variant="default"
          size="compact-sm"
          px={8}
          leftSection={<IconShieldOff size={14} aria-hidden />}
          disabled={busy || finding.hidden_by !== undefined}
          onClick={onNotSensitive}
          title={`${t("allow.open")} (S)`}
          aria-keyshortcuts="s"
          data-testid="finding-not-sensitive"
        >
          {t("allow.open")}
        </Button>
        <TriageButtons disabled={busy} current={finding.status} onDecide={onDecide} testPrefix="panel-triage-" />
      </div>
    </aside>
  );
}
