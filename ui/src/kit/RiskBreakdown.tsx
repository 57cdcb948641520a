/** A risk with what it is made of: score, coverage, who can reach it, and the points of each detector. */
import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Risk } from "../ipc/bindings";
import { RiskScore, SeverityBadge } from "./badges";
import { ExposureBadge } from "./ExposureBadge";
import { count, decimal } from "./format";
import classes from "./kit.module.css";
import { TextLink } from "./links";

interface Props {
  risk: Risk;
  titleOf: (detector: string) => string;
  /** The filter of the findings that it speaks of, as the findings page has it; without one there are no links. */
  search?: Record<string, unknown> | undefined;
  /** Stands beside the score, such as the way to what was not examined. */
  aside?: ReactNode;
  /** The terms are shown on request: where a list follows that matters more. */
  folded?: boolean | undefined;
}

export function RiskBreakdown({ risk, titleOf, search, aside, folded = false }: Props) {
  const { t } = useTranslation("kit");
  return (
    <Stack gap="sm" data-testid="risk-breakdown">
      <Group gap="sm">
        <RiskScore score={risk.score} coverage={risk.coverage} />
        {aside}
      </Group>
      {risk.exposure === undefined ? null : (
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
      {risk.terms.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(risk.coverage === null || risk.coverage === 0 ? "risk.notExamined" : "risk.noOpen")}
        </Text>
      ) : (
        <Terms folded={folded}>
          <ul className={classes.terms}>
            {risk.terms.map((term) => (
              <li key={term.detector}>
                <SeverityBadge severity={term.severity} />
                {search === undefined ? (
                  <span className={classes.oneLine}>{titleOf(term.detector)}</span>
                ) : (
                  <TextLink
                    to="/findings"
                    search={{ ...search, detector: [term.detector] }}
                    className={classes.oneLine}
                  >
                    {titleOf(term.detector)}
                  </TextLink>
                )}
                <span className={classes.points}>
                  {t("risk.findings", { count: term.count, shown: count(term.count) })}
                  {` · ${t("risk.points", { points: term.points.toFixed(1) })}`}
                </span>
              </li>
            ))}
          </ul>
          <span className={classes.quiet}>{t("risk.meaning")}</span>
        </Terms>
      )}
    </Stack>
  );
}

function Terms({ folded, children }: { folded: boolean; children: ReactNode }) {
  const { t } = useTranslation("kit");
  if (!folded) return children;
  return (
    <details className={classes.folded}>
      <summary>{t("risk.terms")}</summary>
      {children}
    </details>
  );
}
