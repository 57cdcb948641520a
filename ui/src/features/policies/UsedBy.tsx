/** Which connectors a policy applies to, and giving it to others. */
import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policy } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { toast } from "../../kit/toast";
import classes from "./policies.module.css";
import { applyPolicy, type ConnectorUse, useConnectors, usePolicies } from "./queries";

/** The policy of a connector that names none: the first that the app brings. */
export function policyOf({ policy_id }: ConnectorUse, policies: readonly Policy[] | undefined): string | undefined {
  return policy_id ?? policies?.find(({ built_in }) => built_in)?.id;
}

export function UsedBy({ policy }: { policy: Policy }) {
  const { t } = useTranslation("policies");
  const connectors = useConnectors();
  const policies = usePolicies().data;
  const [asking, setAsking] = useState(false);
  if (connectors.isError) return <ErrorState problem={connectors.error} onRetry={() => void connectors.refetch()} />;
  if (connectors.data === undefined) return <LoadingState />;
  const users = connectors.data.filter((one) => policyOf(one, policies) === policy.id);
  const others = connectors.data.filter((one) => policyOf(one, policies) !== policy.id);
  return (
    <>
      {users.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("use.nobody")}
        </Text>
      ) : (
        <ul className={classes.rows} data-testid="policy-users">
          {users.map(({ id, name }) => (
            <li key={id}>
              <TextLink to="/connectors/$id" params={{ id }}>
                {name}
              </TextLink>
            </li>
          ))}
        </ul>
      )}
      <Button
        variant="default"
        mt="sm"
        disabled={others.length === 0}
        title={others.length === 0 ? t("use.allUse") : undefined}
        onClick={() => setAsking(true)}
        data-testid="policy-apply"
      >
        {t("use.apply")}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("use.title", { name: policy.name })}
        closeButtonProps={{ "aria-label": t("kit:close") }}
      >
        {asking ? (
          <Apply policy={policy} others={others} policies={policies ?? []} onClose={() => setAsking(false)} />
        ) : null}
      </Modal>
    </>
  );
}

interface ApplyProps {
  policy: Policy;
  others: readonly ConnectorUse[];
  policies: readonly Policy[];
  onClose: () => void;
}

function Apply({ policy, others, policies, onClose }: ApplyProps) {
  const { t } = useTranslation("policies");
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const nameOf = (one: ConnectorUse) => policies.find(({ id }) => id === policyOf(one, policies))?.name ?? "–";

  async function apply() {
    setBusy(true);
    setProblem(undefined);
    try {
      await applyPolicy(policy.id, chosen);
      await Promise.all(
        ["connectors", "policies", "findings", "overview"].map((tag) => client.invalidateQueries({ queryKey: [tag] })),
      );
      toast(t("use.done", { count: chosen.length, shown: count(chosen.length), name: policy.name }));
      onClose();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Stack gap="sm">
      <Text size="sm">{t("use.hint")}</Text>
      <Checkbox.Group value={chosen} onChange={setChosen} aria-label={t("use.connectors")}>
        <Stack gap={8} mah={320} style={{ overflow: "auto" }}>
          {others.map((one) => (
            <Checkbox
              key={one.id}
              value={one.id}
              label={one.name}
              description={t("use.now", { name: nameOf(one) })}
              data-testid={`policy-apply-${one.id}`}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("kit:cancel")}
        </Button>
        <Button
          loading={busy}
          disabled={chosen.length === 0}
          onClick={() => void apply()}
          data-testid="policy-apply-yes"
        >
          {t("use.yes", { count: chosen.length, shown: count(chosen.length) })}
        </Button>
      </Group>
    </Stack>
  );
}
