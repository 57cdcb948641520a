/** Naming a new or copied policy, and deleting one with what happens to the connectors that use it. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policy } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { asProblem, useConnectors, usePolicies } from "./queries";
import { policyOf } from "./UsedBy";

interface NameProps {
  /** What is in the field at first; absent while it is closed. */
  name: string | undefined;
  title: string;
  yes: string;
  onName: (name: string) => Promise<unknown>;
  onClose: () => void;
}

export function NameDialog({ name, title, yes, onName, onClose }: NameProps) {
  const { t } = useTranslation("policies");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    setTyped(name ?? "");
    setProblem(undefined);
    setBusy(false);
  }, [name]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (typed.trim() === "" || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onName(typed.trim());
      onClose();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  const known = problem === undefined ? undefined : asProblem(problem);
  return (
    <Modal
      opened={name !== undefined}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t("name")}
            value={typed}
            error={known?.field === "name" ? `${known.message} ${known.remedy}` : undefined}
            onChange={(event) => setTyped(event.currentTarget.value)}
            maxLength={120}
            autoComplete="off"
            data-autofocus
            data-testid="policy-name-new"
          />
          {known !== undefined && known.field !== "name" ? <ProblemAlert problem={known} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("kit:cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={typed.trim() === ""} data-testid="policy-name-yes">
              {yes}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface DeleteProps {
  /** Absent while it is closed. */
  policy: Policy | undefined;
  onDelete: (policy: Policy, replaceWith: string | undefined) => Promise<unknown>;
  onClose: () => void;
}

export function DeleteDialog({ policy, onDelete, onClose }: DeleteProps) {
  const { t } = useTranslation("policies");
  const policies = usePolicies().data ?? [];
  const connectors = useConnectors().data ?? [];
  const [instead, setInstead] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const users = policy === undefined ? 0 : connectors.filter((one) => policyOf(one, policies) === policy.id).length;
  const others = policies.filter(({ id }) => id !== policy?.id);
  useEffect(() => {
    setInstead(null);
    setProblem(undefined);
    setBusy(false);
  }, [policy?.id]);
  const target = instead ?? others.find(({ built_in }) => built_in)?.id;

  async function confirm() {
    if (policy === undefined) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onDelete(policy, users > 0 ? target : undefined);
      onClose();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened={policy !== undefined}
      onClose={onClose}
      title={t("delete.title", { name: policy?.name ?? "" })}
      closeButtonProps={{ "aria-label": t("kit:close") }}
      data-testid="policy-delete-dialog"
    >
      <Stack gap="sm">
        <Text size="sm">
          {users === 0 ? t("delete.unused") : t("delete.used", { count: users, shown: count(users) })}
        </Text>
        {users > 0 ? (
          <Select
            label={t("delete.instead")}
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={target ?? null}
            onChange={setInstead}
            allowDeselect={false}
            data-testid="policy-delete-instead"
          />
        ) : null}
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("kit:cancel")}
          </Button>
          <Button
            color="red"
            loading={busy}
            disabled={users > 0 && target === undefined}
            onClick={() => void confirm()}
            data-testid="policy-delete-yes"
          >
            {t("delete.yes")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
