/** A connector's last few runs. */
import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { StatusBadge } from "../../kit/badges";
import { count, dateTime, elapsed, relative } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import classes from "./connectors.module.css";
import { useRecentRuns } from "./queries";

export function RecentRuns({ id }: { id: string }) {
  const { t } = useTranslation("connectors");
  const runs = useRecentRuns(id);
  if (runs.error !== null) {
    return <ErrorState problem={runs.error} onRetry={() => void runs.refetch()} />;
  }
  if (runs.data === undefined) {
    return <LoadingState />;
  }
  if (runs.data.rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("runs.none")}
      </Text>
    );
  }
  return (
    <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: "none" }}>
      {runs.data.rows.map((run) => {
        const at = run.started_at ?? run.queued_at;
        return (
          <li key={run.id} className={classes.runRow}>
            <StatusBadge status={run.status} />
            <TextLink to="/runs/$id" params={{ id: run.id }} title={dateTime(at)}>
              {relative(at)}
            </TextLink>
            <Text size="xs" c="dimmed" className={classes.oneLine}>
              {t("runs.counts", {
                listed: count(run.counts.listed),
                findings: count(run.counts.findings_new),
                count: run.counts.findings_new,
              })}
            </Text>
            <Group gap={4} ml="auto" wrap="nowrap">
              <Text size="xs" c="dimmed">
                {run.started_at === null ? "" : elapsed(run.started_at, run.ended_at)}
              </Text>
            </Group>
          </li>
        );
      })}
    </Stack>
  );
}
