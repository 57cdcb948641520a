/** Saying that something is not sensitive, with the way back, and what every page must forget then. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { AllowProposal } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { toast } from "../../kit/toast";
import { createAllow, removeAllow } from "./queries";

const TAGS = ["findings", "allow_rules", "policies", "overview", "connectors", "documents"];

/** Rejects with the problem. */
export function useAllowing() {
  const { t } = useTranslation("findings");
  const client = useQueryClient();
  return useCallback(
    async (proposal: AllowProposal, policyId: string | null, note: string) => {
      const refresh = () => Promise.all(TAGS.map((tag) => client.invalidateQueries({ queryKey: [tag] })));
      const rule = await createAllow(policyId, proposal, note);
      toast(t("allow.done", { count: rule.hides, shown: count(rule.hides) }), {
        undo: async () => {
          await removeAllow(rule.id);
          await refresh();
          toast(t("allow.undone"));
        },
      });
      // The lists catch up by themselves; nobody waits for them in a dialog.
      void refresh();
    },
    [client, t],
  );
}
