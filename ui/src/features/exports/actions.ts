/** Stopping an export and going on with it, with the words that follow. It knows no page. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Export } from "../../ipc/bindings";
import { toast, toastProblem } from "../../kit/toast";
import { cancel, resume } from "./queries";

export function useExportActions() {
  const { t } = useTranslation("exports");
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function told(change: Promise<Export>, said: string): Promise<void> {
    const now = await change;
    client.setQueryData(["exports", "one", now.id], now);
    toast(said);
    await client.invalidateQueries({ queryKey: ["exports"] });
  }

  return {
    busy,
    /** Rejects with the problem, so that the dialog that asked can show it. */
    stop: (one: Export) => told(cancel(one.id), t("stopped")),
    goOn: async (one: Export) => {
      if (busy) return;
      setBusy(true);
      try {
        await told(resume(one.id), t("goesOn"));
      } catch (thrown) {
        toastProblem(thrown);
      } finally {
        setBusy(false);
      }
    },
  };
}
