/** What a connector's risk is made of: the terms of its score, or its findings by detector. */
import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Connector, Severity } from "../../ipc/bindings";
import { RiskScore, SeverityBadge } from "../../kit/badges";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { count, decimal } from "../../kit/format";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import classes from "./connectors.module.css";
import { useRiskTerms } from "./queries";
import { TextLink } from "./TextLink";

interface Term {
  detector: string;
  title: string;
  severity: Severity;
  findings: number;
  /** Of 100; absent where the score's terms are not known. */
  points: number | undefined;
}

export function RiskTerms({ connector }: { connector: Connector }) {
  const { t } = useTranslation("connectors");
  const known = useRiskTerms(connector.id);
  if (known.error !== null) {
    return <ErrorState problem={known.error} onRetry={() => void known.refetch()} />;
  }
  if (known.data === undefined) {
    return <LoadingState />;
  }
  const { groups, risk } = known.data;
  const titles = new Map(groups.map((group) => [group.id, group.title]));
  const terms: Term[] =
    risk !== null
      ? risk.terms.map((term) => ({
          detector: term.detector,
          title: titles.get(term.detector) ?? term.detector,
          severity: term.severity,
          findings: term.count,
          points: term.points,
        }))
      : groups
          .filter((group) => group.open > 0)
          .map((group) => ({
            detector: group.id,
            title: group.title,
            severity: group.worst,
            findings: group.open,
            points: undefined,
          }));
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <RiskScore
          score={risk?.score ?? connector.risk_score}
          {...(risk === null ? {} : { coverage: risk.coverage })}
        />
      </Group>
      {risk?.exposure !== undefined && (
        <Group gap="sm" wrap="nowrap" align="flex-start" data-testid="risk-exposure">
          <ExposureBadge level={risk.exposure.level} />
          <Text size="sm" style={{ flex: 1 }}>
            {risk.exposure.text}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {t("risk.factor", { factor: decimal(risk.exposure.factor) })}
          </Text>
        </Group>
      )}
      {terms.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(connector.last_sync_at === null ? "risk.not_synced" : "risk.none")}
        </Text>
      ) : (
        <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: "none" }}>
          {terms.map((term) => (
            <li key={term.detector} className={classes.runRow}>
              <SeverityBadge severity={term.severity} />
              <TextLink
                to="/findings"
                search={{ connector: connector.id, detector: [term.detector] }}
                className={classes.oneLine}
              >
                {term.title}
              </TextLink>
              <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" }}>
                {t("risk.findings", { count: term.findings, shown: count(term.findings) })}
                {term.points === undefined ? "" : ` · ${t("risk.points", { points: term.points.toFixed(1) })}`}
              </Text>
            </li>
          ))}
        </Stack>
      )}
    </Stack>
  );
}
