/** What a person sees before there is any source: two ways to begin. */
import { Button, Text, Title } from "@mantine/core";
import { IconPlugConnected, IconSparkles } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../kit/links";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { type Action, useActions } from "../../kit/shortcuts";
import classes from "./overview.module.css";
import { useSample } from "./queries";

export function FirstRun() {
  const { t } = useTranslation("overview");
  const navigate = useNavigate();
  const sample = useSample();

  function trySample() {
    sample.mutate(undefined, {
      onSuccess: ({ run }) => void navigate({ to: "/runs/$id", params: { id: run.id } }),
    });
  }

  useActions([
    {
      id: "overview.sample",
      label: t("first.sample"),
      group: t("title"),
      enabled: !sample.isPending,
      run: trySample,
    } satisfies Action,
  ]);

  return (
    <div className={classes.first}>
      <div className={classes.firstHead}>
        <Title order={1} className={classes.firstTitle}>
          {t("first.title")}
        </Title>
        <Text c="dimmed">{t("first.text")}</Text>
      </div>
      <div className={classes.choices}>
        <section className={classes.choice} aria-labelledby="choice-sample">
          <IconSparkles size={26} stroke={1.6} aria-hidden />
          <Title order={2} id="choice-sample">
            {t("first.sampleTitle")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("first.sampleText")}
          </Text>
          <Button onClick={trySample} loading={sample.isPending} size="md" data-testid="try-sample">
            {t("first.sample")}
          </Button>
        </section>
        <section className={classes.choice} aria-labelledby="choice-own">
          <IconPlugConnected size={26} stroke={1.6} aria-hidden />
          <Title order={2} id="choice-own">
            {t("first.ownTitle")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("first.ownText")}
          </Text>
          <ButtonLink to="/connectors/new" variant="default" size="md" data-testid="add-connector">
            {t("connect")}
          </ButtonLink>
        </section>
      </div>
      {sample.isPending ? (
        <Text size="sm" c="dimmed" role="status">
          {t("first.preparing")}
        </Text>
      ) : null}
      {sample.error ? <ProblemAlert problem={sample.error} /> : null}
      <Text size="sm" c="dimmed">
        {t("first.privacy")}
      </Text>
    </div>
  );
}
