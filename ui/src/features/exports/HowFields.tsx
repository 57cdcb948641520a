/** What is found and what stands for it: the policy, the action for what it leaves open, and the project of its keys. */
import { Alert, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Policy } from "../../ipc/bindings";
import { ActionField } from "../../kit/ActionField";
import { allActions } from "../../kit/actions";
import { TextLink } from "../../kit/links";
import type { Fields } from "./fields";
import { leavesValues } from "./form";

const LONGEST_PROJECT = 100;

interface Props extends Fields {
  policies: readonly Policy[];
  /** The one that holds. */
  policy: Policy | undefined;
  keyed: boolean;
}

export function HowFields({ form, set, errorAt, policies, policy, keyed }: Props) {
  const { t } = useTranslation("exports");
  const decides = allActions(policy?.actions).some((one) => one.do !== "report");
  return (
    <Stack gap="sm">
      <Select
        label={t("field.policy")}
        description={t("field.policyText")}
        data={[
          {
            value: "",
            label:
              policy !== undefined && form.policy === null
                ? t("field.policyOwnIs", { name: policy.name })
                : t("field.policyOwn"),
          },
          ...policies.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={form.policy ?? ""}
        onChange={(id) => set({ policy: id === "" ? null : id })}
        error={errorAt("policy_id")}
        allowDeselect={false}
        maw={360}
        data-testid="export-policy"
      />
      <ActionField
        label={t(decides ? "field.otherwiseRest" : "field.otherwise")}
        value={form.otherwise}
        onChange={(otherwise) => otherwise !== null && set({ otherwise })}
        leaveLabel={t("leave")}
        error={errorAt("otherwise")}
        testId="export-otherwise"
      />
      {decides && policy !== undefined ? (
        <Text size="sm" c="dimmed">
          {t("field.decides", { name: policy.name })}{" "}
          <TextLink to="/policies/$id" params={{ id: policy.id }} underline="always">
            {t("field.seePolicy")}
          </TextLink>
        </Text>
      ) : null}
      {leavesValues(form, policy) ? (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          role="status"
          data-testid="export-leaves-all"
        >
          {t("leavesAll")}
        </Alert>
      ) : null}
      {keyed ? (
        <TextInput
          label={t("field.project")}
          description={t("field.projectText")}
          value={form.project}
          onChange={(event) => set({ project: event.currentTarget.value })}
          error={errorAt("project")}
          maxLength={LONGEST_PROJECT}
          autoComplete="off"
          maw={360}
          data-testid="export-project"
        />
      ) : null}
    </Stack>
  );
}
