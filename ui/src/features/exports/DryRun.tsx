/** What an export would come to. Nothing has been written yet. */
import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Connector, ExportPlan, Policy } from "../../ipc/bindings";
import { bytes, count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { TextLink } from "../../kit/links";
import { placeText } from "../../kit/places";
import { EmptyState } from "../../kit/StateViews";
import classes from "./exports.module.css";
import { draftOf, type ExportForm } from "./form";

interface Props {
  plan: ExportPlan;
  form: ExportForm;
  policy: Policy | undefined;
  connectors: readonly Connector[];
}

export function DryRun({ plan, form, policy, connectors }: Props) {
  const { t } = useTranslation("exports");
  if (plan.objects === 0) {
    return (
      <EmptyState
        title={t("dry.nothing")}
        text={t(form.onlyFindings ? "dry.nothingFindings" : "dry.nothingText")}
        action={
          form.connector === null ? null : (
            <TextLink to="/connectors/$id" params={{ id: form.connector }} search={{}}>
              {t("dry.toConnector")}
            </TextLink>
          )
        }
      />
    );
  }
  const rows: [string, ReactNode][] = [
    [t("dry.objects"), count(plan.objects)],
    [t("dry.size"), bytes(plan.bytes)],
    [t("dry.withFindings"), count(plan.with_findings)],
    [t("dry.findings"), count(plan.findings)],
    [t("dry.notExamined"), count(plan.not_examined)],
    [t("facts.source"), connectors.find(({ id }) => id === form.connector)?.name ?? ""],
    ...(policy === undefined
      ? []
      : [[t("facts.policy"), t("policyValue", { name: policy.name, version: policy.version })] as [string, ReactNode]]),
    [t("facts.place"), <KeyText key="place" value={placeText(draftOf(form, false).to, connectors)} />],
  ];
  return (
    <div className={classes.parts} data-testid="export-dry-run">
      <Text size="sm">{t("dry.text")}</Text>
      <dl className={classes.facts}>
        {rows.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {plan.not_examined > 0 ? (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          role="status"
          data-testid="export-refusals"
        >
          {t("dry.refusals", { count: plan.not_examined, shown: count(plan.not_examined) })}
        </Alert>
      ) : null}
      <Text size="sm" c="dimmed">
        {t("dry.proof")}
      </Text>
    </div>
  );
}
