/** Small signs for severity, status, confidence and risk. Each says its meaning in a word, never by colour alone. */
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowDown,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconExclamationCircle,
  IconKey,
  IconMinus,
  IconPlayerPause,
  IconPlugOff,
  IconProgress,
  IconX,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectorStatus, DocumentState, FindingStatus, RunStatus, Severity } from "../ipc/bindings";
import { percent } from "./format";
import classes from "./kit.module.css";

export type Tone = Severity | "good" | "info" | "neutral";

/** The base of all: a word on a tinted ground, with a sign before it. */
export function ToneBadge({ tone, icon: Icon, children }: { tone: Tone; icon?: TablerIcon; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {Icon ? <Icon size={13} stroke={2.2} aria-hidden /> : null}
      {children}
    </span>
  );
}

const severityIcons: Record<Severity, TablerIcon> = {
  critical: IconAlertOctagon,
  high: IconAlertTriangle,
  medium: IconMinus,
  low: IconArrowDown,
};

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { t } = useTranslation("kit");
  return (
    <ToneBadge tone={severity} icon={severityIcons[severity]}>
      {t(`severity.${severity}`)}
    </ToneBadge>
  );
}

export type AnyStatus = ConnectorStatus | RunStatus | DocumentState | FindingStatus;

const statuses: Record<AnyStatus, [Tone, TablerIcon]> = {
  // connectors
  pending_test: ["neutral", IconCircleDashed],
  active: ["good", IconCheck],
  paused: ["medium", IconPlayerPause],
  needs_reauth: ["high", IconKey],
  error: ["critical", IconExclamationCircle],
  disconnected: ["neutral", IconPlugOff],
  // runs
  queued: ["neutral", IconClock],
  running: ["info", IconProgress],
  completed: ["good", IconCheck],
  completed_with_errors: ["medium", IconAlertTriangle],
  interrupted: ["high", IconExclamationCircle],
  cancelled: ["neutral", IconBan],
  failed: ["critical", IconX],
  // documents
  pending: ["neutral", IconClock],
  scanned: ["good", IconCheck],
  partial: ["medium", IconProgress],
  skipped: ["neutral", IconMinus],
  gone: ["neutral", IconBan],
  // findings
  open: ["high", IconExclamationCircle],
  resolved: ["good", IconCheck],
  ignored: ["neutral", IconMinus],
  false_positive: ["neutral", IconX],
};

/** The status of a connector, run, document or finding. */
export function StatusBadge({ status }: { status: AnyStatus }) {
  const { t } = useTranslation("kit");
  const [tone, icon] = statuses[status] ?? ["neutral", IconCircleDashed];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {t(`status.${status}`)}
    </ToneBadge>
  );
}

/** A confidence of 0 to 1: a bar and its percentage. */
export function ConfidenceBar({ value }: { value: number }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <span className={classes.confidence}>
      <span className={classes.confidenceTrack} aria-hidden>
        <span className={classes.confidenceFill} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={classes.tabular}>{percent(share)}</span>
    </span>
  );
}

/** The severity band that a score of 0 to 100 falls into; undefined for 0. */
export function riskBand(score: number): Severity | undefined {
  if (score <= 0) return undefined;
  return score >= 75 ? "critical" : score >= 50 ? "high" : score >= 25 ? "medium" : "low";
}

interface RiskProps {
  /** 0 to 100. */
  score: number;
  /** Share of the known bytes that were examined, 0 to 1; null when nothing is known, absent to leave it out. */
  coverage?: number | null;
}

/** A risk score, and beside it how much was really examined when that is given. */
export function RiskScore({ score, coverage }: RiskProps) {
  const { t } = useTranslation("kit");
  const band = riskBand(score);
  const shown = Math.round(score);
  const words = band ? t(`severity.${band}`) : t("risk.none");
  return (
    <span className={classes.risk}>
      <span className={classes.badge} data-tone={band ?? "neutral"} title={t("risk.title", { score: shown, words })}>
        <span className={classes.tabular}>{shown}</span>
        <span className={classes.riskWord}>{words}</span>
      </span>
      {coverage === undefined ? null : (
        <span className={classes.coverage}>
          {coverage === null ? t("risk.nothingExamined") : t("risk.coverage", { share: percent(coverage) })}
        </span>
      )}
    </span>
  );
}
