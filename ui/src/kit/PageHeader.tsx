/** The head of a page: its name, a sentence, and what can be done with the whole of it. */
import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./kit.module.css";

interface Props {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** A way back, drawn above the title. */
  back?: ReactNode;
}

export function PageHeader({ title, description, actions, back }: Props) {
  return (
    <header className={classes.pageHeader}>
      <div className={classes.pageHeaderText}>
        {back}
        <Title order={1} tabIndex={-1} data-page-title="">
          {title}
        </Title>
        {description ? (
          <Text component="div" size="sm" c="dimmed">
            {description}
          </Text>
        ) : null}
      </div>
      {actions ? (
        <Group gap="xs" className={classes.pageHeaderActions}>
          {actions}
        </Group>
      ) : null}
    </header>
  );
}
