/** A titled part of a page. */
import { Group, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";

export function Section({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md" bg="var(--tg-surface)" aria-label={title}>
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <Title order={2}>{title}</Title>
        {action}
      </Group>
      {children}
    </Paper>
  );
}
