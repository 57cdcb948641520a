/** The first page: what is at risk and how sure that is, what runs, what is next, what needs somebody. */
import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Attention, Overview } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { ButtonLink, TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { AtRisk } from "./AtRisk";
import { ConnectorsAtRisk } from "./ConnectorsAtRisk";
import { FirstRun } from "./FirstRun";
import { NextRuns, RecentRuns } from "./NextAndRecent";
import { OverTime } from "./OverTime";
import classes from "./overview.module.css";
import { useOverview } from "./queries";
import { RunningNow } from "./RunningNow";

export function OverviewPage() {
  const { t } = useTranslation("overview");
  const { data, error, refetch } = useOverview();

  if (error && !data) {
    return (
      <>
        <PageHeader title={t("title")} />
        <ErrorState problem={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (!data) {
    return (
      <>
        <PageHeader title={t("title")} />
        <LoadingState />
      </>
    );
  }
  if (data.connectors === 0) return <FirstRun />;
  return <Filled overview={data} />;
}

function Filled({ overview }: { overview: Overview }) {
  const { t } = useTranslation("overview");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("summary", {
          findings: t("openFindings", { count: overview.open_findings, shown: count(overview.open_findings) }),
          sources: t("sources", { count: overview.connectors, shown: count(overview.connectors) }),
        })}
        actions={
          <ButtonLink
            variant="default"
            to="/connectors/new"
            leftSection={<IconPlus size={16} aria-hidden />}
            data-testid="add-connector"
          >
            {t("connect")}
          </ButtonLink>
        }
      />
      {overview.needs_attention.length > 0 ? <NeedsAttention items={overview.needs_attention} /> : null}
      <div className={classes.grid}>
        <AtRisk overview={overview} />
        <div className={classes.column}>
          <RunningNow running={overview.running} />
          <NextRuns next={overview.next} />
        </div>
        <OverTime days={overview.over_time} />
        <ConnectorsAtRisk rows={overview.connectors_at_risk} />
        <RecentRuns runs={overview.recent} />
      </div>
    </>
  );
}

function NeedsAttention({ items }: { items: readonly Attention[] }) {
  const { t } = useTranslation("overview");
  return (
    <Alert
      variant="light"
      color="orange"
      mt="md"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t("attention", { count: items.length })}
      data-testid="needs-attention"
    >
      <ul className={classes.attention}>
        {items.map((item) => (
          <li key={item.connector_id}>
            <TextLink to="/connectors/$id" params={{ id: item.connector_id }} size="sm" fw={600}>
              {item.name}
            </TextLink>
            <span>{item.message}</span>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
