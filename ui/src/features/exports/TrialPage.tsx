/** An object beside what its redacted copy would be: tried with a policy and an action, and nothing is written. */
import { Group, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowLeft } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "../../ipc/bindings";
import { ActionField } from "../../kit/ActionField";
import { allActions, needsKey } from "../../kit/actions";
import { KeyText, plainKey } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { useActions } from "../../kit/shortcuts";
import { Compared } from "./Compared";
import { tryCopy, useConnectors, usePolicies } from "./queries";
import type { Ask } from "./useComparison";

/** A label is typed letter by letter: only what stays is tried. */
const SETTLE_MS = 400;
const LONGEST_PROJECT = 100;

const text = (value: unknown): string => (value === undefined ? "" : String(value));

export function TrialPage() {
  const { t } = useTranslation("exports");
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const [connector, bucket, key] = [text(search.connector), text(search.bucket), text(search.key)];
  const navigate = useNavigate();
  const [policyId, setPolicyId] = useState("");
  const [action, setAction] = useState<Action>({ do: "replace" });
  const [project, setProject] = useState("");
  const policies = usePolicies().data ?? [];
  const own = useConnectors().data?.find(({ id }) => id === connector)?.policy_id;
  const policy = policies.find(({ id }) => id === (policyId === "" ? own : policyId));
  const keyed = [action, ...allActions(policy?.actions)].some(needsKey);
  const [settled] = useDebouncedValue(JSON.stringify({ policyId, action, project: keyed ? project : "" }), SETTLE_MS);
  const place = { connector, bucket, prefix: key.slice(0, key.lastIndexOf("/") + 1), object: key };
  const back = useCallback(() => void navigate({ to: "/browse", search: place }), [navigate, connector, bucket, key]);
  const ask = useCallback<Ask>(
    (from, reveal, signal) => {
      const { policyId, action, project } = JSON.parse(settled);
      const how = { otherwise: action, project, ...(policyId === "" ? {} : { policy_id: policyId }) };
      return tryCopy({ connector_id: connector, object: { bucket, key }, ...how }, from, reveal, signal);
    },
    [settled, connector, bucket, key],
  );
  useActions([
    { id: "trial.up", label: t("compare.toBrowse"), keys: "Backspace", group: t("compare.title"), run: back },
  ]);
  return (
    <div className={layout.page}>
      <PageHeader
        back={
          <TextLink to="/browse" search={place}>
            <IconArrowLeft size={14} aria-hidden /> {t("compare.toBrowse")}
          </TextLink>
        }
        title={t("compare.trialOf", { name: plainKey(key.slice(key.lastIndexOf("/") + 1)) })}
        description={
          <>
            <KeyText value={key} keepEnd /> · {t("compare.trialText")}
          </>
        }
      />
      <Group align="flex-start" gap="md">
        <Select
          label={t("field.policy")}
          data={[
            { value: "", label: t("field.policyOwn") },
            ...policies.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={policyId}
          onChange={(id) => setPolicyId(id ?? "")}
          allowDeselect={false}
          data-testid="trial-policy"
        />
        <ActionField
          label={t("field.otherwise")}
          value={action}
          onChange={(next) => next !== null && setAction(next)}
          leaveLabel={t("leave")}
          testId="trial-action"
        />
        {keyed ? (
          <TextInput
            label={t("field.project")}
            value={project}
            onChange={(event) => setProject(event.currentTarget.value)}
            maxLength={LONGEST_PROJECT}
            autoComplete="off"
            data-testid="trial-project"
          />
        ) : null}
      </Group>
      <Compared key={`${settled} ${connector} ${bucket} ${key}`} ask={ask} onBack={back} />
    </div>
  );
}
