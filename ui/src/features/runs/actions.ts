/** What a person can do to a run, with the words that follow. It knows no page. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Run, RunStatus } from "../../ipc/bindings";
import { toast, toastProblem } from "../../kit/toast";
import { cancelRun, resumeRun } from "./queries";

export function canCancel(status: RunStatus): boolean {
  return status === "queued" || status === "running" || status === "paused";
}

export function useRunActions() {
  const { t } = useTranslation("runs");
  const client = useQueryClient();
  const [busy, setBusy] = useState<string>();

  async function act(run: Run, change: (id: string) => Promise<Run>, said: string): Promise<void> {
    setBusy(run.id);
    try {
      await change(run.id);
      toast(said);
      await client.invalidateQueries({ queryKey: ["runs"] });
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(undefined);
    }
  }

  return {
    busy,
    cancel: (run: Run) => act(run, cancelRun, t("cancelling", { name: run.connector_name })),
    resume: (run: Run) => act(run, resumeRun, t("resumed", { name: run.connector_name })),
  };
}
