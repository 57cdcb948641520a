/** A titled part of the overview. */
import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./overview.module.css";

interface Props {
  title: string;
  /** Beside the title, such as a link to the whole list. */
  aside?: ReactNode;
  wide?: boolean;
  testId?: string;
  children: ReactNode;
}

export function Panel({ title, aside, wide, testId, children }: Props) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id} data-wide={wide || undefined} data-testid={testId}>
      <div className={classes.panelHead}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </div>
      {children}
    </section>
  );
}
