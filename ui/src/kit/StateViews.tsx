/** What a list or page shows in place of its rows: nothing yet, loading, a problem, or no match. */
import { Button, Loader, Text, Title } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./kit.module.css";
import { ProblemAlert } from "./ProblemAlert";

interface EmptyProps {
  icon?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, text, action }: EmptyProps) {
  return (
    <div className={classes.state}>
      {icon ? (
        <div className={classes.stateIcon} aria-hidden>
          {icon}
        </div>
      ) : null}
      <Title order={2}>{title}</Title>
      {text ? (
        <Text component="div" size="sm" c="dimmed" maw={460} ta="center">
          {text}
        </Text>
      ) : null}
      {action ? <div className={classes.stateAction}>{action}</div> : null}
    </div>
  );
}

/** Says what is awaited; with `onCancel` the wait can be ended. */
export function LoadingState({ text, onCancel }: { text?: ReactNode; onCancel?: () => void }) {
  const { t } = useTranslation("kit");
  return (
    <div className={classes.state} role="status" aria-busy="true">
      <Loader aria-hidden />
      <Text size="sm" c="dimmed">
        {text ?? t("loading")}
      </Text>
      {onCancel ? (
        <Button variant="default" onClick={onCancel}>
          {t("cancel")}
        </Button>
      ) : null}
    </div>
  );
}

export function ErrorState({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("kit");
  return (
    <div className={classes.problem}>
      <ProblemAlert
        problem={problem}
        actions={
          onRetry ? (
            <Button variant="default" onClick={onRetry} data-testid="retry">
              {t("retry")}
            </Button>
          ) : undefined
        }
      />
    </div>
  );
}

/** Filters that leave nothing: the way out is to clear them. */
export function NoMatch({ onClear, text }: { onClear?: () => void; text?: ReactNode }) {
  const { t } = useTranslation("kit");
  return (
    <EmptyState
      icon={<IconSearchOff size={30} stroke={1.5} />}
      title={t("noMatch")}
      text={text ?? t("noMatchText")}
      action={
        onClear ? (
          <Button variant="default" onClick={onClear} data-testid="clear-filters">
            {t("clearFilters")}
          </Button>
        ) : undefined
      }
    />
  );
}
