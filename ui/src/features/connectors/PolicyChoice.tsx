/** Which policy a connector has, and giving it another: what is found is shown and hidden by it at once. */
import { Group, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { TextLink } from "../../kit/links";
import { toast, toastProblem } from "../../kit/toast";
import { applyPolicy, usePolicies } from "./queries";

export function PolicyChoice({ connector }: { connector: Connector }) {
  const { t } = useTranslation("connectors");
  const client = useQueryClient();
  const policies = usePolicies().data;
  const [busy, setBusy] = useState(false);
  // A connector that names none has the first that the app brings.
  const now = connector.policy_id ?? policies?.find(({ built_in }) => built_in)?.id;
  const nameOf = (id: string) => policies?.find((one) => one.id === id)?.name ?? id;

  async function give(id: string) {
    await applyPolicy(id, connector.id);
    await Promise.all(
      ["connectors", "policies", "findings", "overview"].map((tag) => client.invalidateQueries({ queryKey: [tag] })),
    );
  }

  async function choose(id: string | null) {
    if (id === null || id === now) return;
    setBusy(true);
    try {
      await give(id);
      toast(t("policy.done", { name: nameOf(id) }), now === undefined ? {} : { undo: () => give(now) });
    } catch (thrown) {
      toastProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  if (policies === undefined || now === undefined) return null;
  return (
    <Group gap="sm">
      <Select
        aria-label={t("policy.choose")}
        data={policies.map(({ id, name }) => ({ value: id, label: name }))}
        value={now}
        onChange={(id) => void choose(id)}
        allowDeselect={false}
        disabled={busy || connector.deleted_at !== null}
        w={200}
        data-testid="connector-policy"
      />
      <TextLink to="/policies/$id" params={{ id: now }}>
        {t("policy.open")}
      </TextLink>
    </Group>
  );
}
