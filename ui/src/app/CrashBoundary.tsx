/** The last net: when the frame itself breaks, the window says so and offers to start again. */
import { Button, Group } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { ProblemAlert } from "../kit/ProblemAlert";
import { i18next } from "./i18n";

interface State {
  problem?: unknown;
}

export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {};

  static getDerivedStateFromError(problem: unknown): State {
    return { problem };
  }

  override render(): ReactNode {
    if (this.state.problem === undefined) return this.props.children;
    const detail = this.state.problem instanceof Error ? this.state.problem.message : "";
    return (
      <div style={{ maxWidth: 640, margin: "15vh auto", padding: 24 }}>
        <ProblemAlert
          problem={{ class: "internal", message: i18next.t("app:windowBroke"), remedy: detail }}
          actions={
            <Group>
              <Button onClick={() => window.location.reload()}>{i18next.t("app:reload")}</Button>
            </Group>
          }
        />
      </div>
    );
  }
}
