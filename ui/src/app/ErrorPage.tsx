/** What is shown in place of a page that does not exist or that broke. The rail stays usable. */
import { Button } from "@mantine/core";
import { IconMap2 } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TextLink } from "../kit/links";
import { EmptyState, ErrorState } from "../kit/StateViews";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <EmptyState
      icon={<IconMap2 size={30} stroke={1.5} />}
      title={t("notFound")}
      action={<TextLink to="/overview">{t("toOverview")}</TextLink>}
    />
  );
}

export function PageProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("app");
  return (
    <div style={{ padding: 24 }}>
      <ErrorState
        problem={{ class: "internal", message: t("pageBroke"), remedy: error instanceof Error ? error.message : "" }}
        onRetry={reset}
      />
      <Button mt="sm" variant="default" onClick={() => window.location.reload()}>
        {t("reload")}
      </Button>
    </div>
  );
}
