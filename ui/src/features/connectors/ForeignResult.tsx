/** What became of each connection that was ticked: the new connectors with the way to their test, and failures. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconPlugConnected, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ForeignConnection, ForeignTaken } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { TextLink } from "../../kit/links";
import classes from "./connectors.module.css";
import { sentence } from "./faults";
import { Section } from "./Section";

interface Props {
  taken: ForeignTaken;
  connections: ForeignConnection[];
  onAgain: () => void;
}

export function ForeignResult({ taken, connections, onAgain }: Props) {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const top = useRef<HTMLDivElement>(null);
  // The button that led here is gone: the focus goes to what came of it.
  useEffect(() => top.current?.focus(), []);
  return (
    <Stack gap="md" ref={top} tabIndex={-1} className={classes.heading} data-testid="import-result">
      <Section
        title={t("import.done", { count: taken.connectors.length, shown: count(taken.connectors.length) })}
        action={
          <TextLink to="/connectors" search={{}}>
            {t("import.to_list")}
          </TextLink>
        }
      >
        {taken.connectors.length > 0 && (
          <ul className={classes.foreignList}>
            {taken.connectors.map((connector) => (
              <li key={connector.id} data-testid={`taken-${connector.id}`}>
                <Group gap="sm" wrap="nowrap" justify="space-between">
                  <Group gap={8} wrap="nowrap" style={{ minWidth: 0 }}>
                    <IconCheck size={16} color="var(--tg-good)" aria-hidden />
                    <TextLink to="/connectors/$id" params={{ id: connector.id }} className={classes.oneLine}>
                      {connector.name}
                    </TextLink>
                  </Group>
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconPlugConnected size={14} aria-hidden />}
                    aria-label={t("import.test_of", { name: connector.name })}
                    onClick={() =>
                      void navigate({ to: "/connectors/$id", params: { id: connector.id }, search: { test: true } })
                    }
                    data-testid={`test-${connector.id}`}
                  >
                    {t("test.run")}
                  </Button>
                </Group>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {taken.failures.length > 0 && (
        <Section title={t("import.failed", { count: taken.failures.length, shown: count(taken.failures.length) })}>
          <ul className={classes.foreignList}>
            {taken.failures.map(({ id, problem }) => (
              <li key={id} data-testid={`failed-${id}`}>
                <Group gap={8} wrap="nowrap" align="flex-start">
                  <IconX size={16} color="var(--tg-critical)" aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
                  <div style={{ minWidth: 0 }}>
                    <Text size="sm" fw={600}>
                      {connections.find((one) => one.id === id)?.name ?? id}
                    </Text>
                    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                      {sentence(problem)}
                    </Text>
                  </div>
                </Group>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Group>
        <Button variant="default" onClick={onAgain}>
          {t("import.more")}
        </Button>
      </Group>
    </Stack>
  );
}
