/** What is looked for in a connector's objects: one of the policies, chosen with the scope. */
import { Fieldset, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { usePolicies } from "./queries";

interface Props {
  /** Its id; empty: the first that the app brings. */
  value: string;
  onChange: (id: string) => void;
  error: string | undefined;
}

export function PolicyField({ value, onChange, error }: Props) {
  const { t } = useTranslation("connectors");
  const policies = usePolicies();
  const all = policies.data ?? [];
  const chosen = value === "" ? all.find(({ built_in }) => built_in) : all.find(({ id }) => id === value);
  return (
    <Fieldset legend={t("policy.looked_for")} data-testid="policy-field">
      <Stack gap="xs">
        <Select
          label={t("policy.label")}
          description={t("policy.text")}
          data={all.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen?.id ?? null}
          onChange={(id) => onChange(id ?? "")}
          error={error}
          allowDeselect={false}
          disabled={policies.data === undefined}
          styles={{ wrapper: { maxWidth: 360 } }}
          data-testid="connector-policy-field"
        />
        {policies.error === null ? null : <ProblemAlert problem={policies.error} />}
        {chosen === undefined || chosen.description === "" ? null : (
          <Text size="sm" c="dimmed">
            {chosen.description}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}
