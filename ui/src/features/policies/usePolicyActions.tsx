/** What can be done with a policy as a whole: open, copy, delete with a way back, and making a new one. */
import { IconCopy, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policy } from "../../ipc/bindings";
import type { MenuAction } from "../../kit/ContextMenu";
import { toast } from "../../kit/toast";
import { DeleteDialog, NameDialog } from "./dialogs";
import { draftOf, newDraft } from "./draft";
import { applyPolicy, copyPolicy, createPolicy, deletePolicy, useConnectors, usePolicies } from "./queries";
import { policyOf } from "./UsedBy";

interface PolicyActions {
  of: (policy: Policy) => MenuAction[];
  create: () => void;
  copy: (policy: Policy) => void;
  remove: (policy: Policy) => void;
  dialogs: ReactNode;
}

/** `onDeleted` is told before the list is read again, so that a page of what is gone can be left. */
export function usePolicyActions(onDeleted?: () => void): PolicyActions {
  const { t } = useTranslation("policies");
  const client = useQueryClient();
  const navigate = useNavigate();
  const policies = usePolicies().data;
  const connectors = useConnectors().data;
  const [making, setMaking] = useState(false);
  const [copied, setCopied] = useState<Policy>();
  const [gone, setGone] = useState<Policy>();
  const refresh = () =>
    Promise.all(
      ["policies", "connectors", "findings", "overview", "allow_rules"].map((tag) =>
        client.invalidateQueries({ queryKey: [tag] }),
      ),
    );
  const open = (id: string) => void navigate({ to: "/policies/$id", params: { id } });

  async function made(promise: Promise<Policy>) {
    const policy = await promise;
    client.setQueryData(["policies", "one", policy.id], policy);
    await refresh();
    toast(t("made", { name: policy.name }));
    open(policy.id);
  }

  async function remove(policy: Policy, replaceWith: string | undefined) {
    const users = (connectors ?? []).filter((one) => policyOf(one, policies) === policy.id).map(({ id }) => id);
    await deletePolicy(policy.id, replaceWith);
    onDeleted?.();
    await refresh();
    toast(t("delete.done", { name: policy.name }), {
      undo: async () => {
        const again = await createPolicy(draftOf(policy));
        if (users.length > 0) await applyPolicy(again.id, users);
        await refresh();
      },
    });
  }

  return {
    of: (policy) => [
      { id: "open", label: t("action.open"), icon: IconPencil, keys: "Enter", run: () => open(policy.id) },
      { id: "copy", label: t("action.copy"), icon: IconCopy, keys: "c", run: () => setCopied(policy) },
      {
        id: "delete",
        label: t("action.delete"),
        icon: IconTrash,
        keys: "Delete",
        danger: true,
        startsGroup: true,
        refusal: policy.built_in ? t("delete.builtIn") : undefined,
        run: () => setGone(policy),
      },
    ],
    create: () => setMaking(true),
    copy: setCopied,
    remove: (policy) => {
      if (!policy.built_in) setGone(policy);
    },
    dialogs: (
      <>
        <NameDialog
          name={making ? "" : undefined}
          title={t("action.create")}
          yes={t("action.make")}
          onName={(name) => made(createPolicy(newDraft(name)))}
          onClose={() => setMaking(false)}
        />
        <NameDialog
          name={copied === undefined ? undefined : t("copyName", { name: copied.name })}
          title={t("action.copyOf", { name: copied?.name ?? "" })}
          yes={t("action.copy")}
          onName={(name) => made(copyPolicy(copied?.id ?? "", name))}
          onClose={() => setCopied(undefined)}
        />
        <DeleteDialog policy={gone} onDelete={remove} onClose={() => setGone(undefined)} />
      </>
    ),
  };
}
