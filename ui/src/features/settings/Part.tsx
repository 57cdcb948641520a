/** A titled part of the settings, and one setting in it. */
import { Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./settings.module.css";

export function Part({
  title,
  text,
  testId,
  children,
}: {
  title: string;
  text?: string;
  testId?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.part} aria-labelledby={id} data-testid={testId}>
      <div className={classes.partHead}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {text ? (
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        ) : null}
      </div>
      <div className={classes.partBody}>{children}</div>
    </section>
  );
}

/** A name and its value, read out as a pair. */
export function Facts({ rows }: { rows: readonly [string, ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
