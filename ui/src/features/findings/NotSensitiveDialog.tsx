/** "Not sensitive…": how far a rule should reach, from this value to a whole detector, and what else it would hide. */

import { Button, Group, Modal, Radio, Select, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AllowProposal, Finding } from "../../ipc/bindings";
import { count } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import layout from "../../kit/ListAndPanel.module.css";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useAllowing } from "./allowing";
import classes from "./findings.module.css";
import { placeOf } from "./place";
import { useConnectorPolicy, useProposals } from "./queries";

interface Props {
  /** Absent while it is closed. */
  finding: Finding | undefined;
  onDone: () => void;
  onClose: () => void;
}

export function NotSensitiveDialog({ finding, onDone, onClose }: Props) {
  const { t } = useTranslation("findings");
  return (
    <Modal
      opened={finding !== undefined}
      onClose={onClose}
      title={t("allow.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("kit:close") }}
      data-testid="not-sensitive"
    >
      {finding === undefined ? null : <Choice key={finding.id} finding={finding} onDone={onDone} onClose={onClose} />}
    </Modal>
  );
}

function Choice({ finding, onDone, onClose }: Props & { finding: Finding }) {
  const { t } = useTranslation("findings");
  const proposals = useProposals(finding.id);
  const policy = useConnectorPolicy(finding.connector_id).data;
  const [at, setAt] = useState(0);
  const [note, setNote] = useState("");
  const [only, setOnly] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const allow = useAllowing();
  if (proposals.isError) return <ErrorState problem={proposals.error} onRetry={() => void proposals.refetch()} />;
  if (proposals.data === undefined) return <LoadingState text={t("allow.looking")} />;
  const chosen = proposals.data[at];

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (chosen === undefined || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await allow(chosen, only && policy ? policy.id : null, note.trim());
      onDone();
      onClose();
    } catch (thrown) {
      setProblem(thrown);
      // The counts are no longer those that were shown.
      void proposals.refetch();
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <Stack gap="sm">
        <Text size="sm">{t("allow.text")}</Text>
        <Radio.Group
          label={t("allow.reach")}
          value={String(at)}
          onChange={(value) => setAt(Number(value))}
          data-testid="allow-reach"
        >
          <Stack gap={8} mt={6}>
            {proposals.data.map((one, index) => (
              <Radio
                // Proposals of one finding have no identity beyond their reach.
                key={`${one.allow.kind} ${one.title}`}
                value={String(index)}
                label={one.title}
                description={
                  one.hides <= 1
                    ? t("allow.hidesThis")
                    : t("allow.hides", { count: one.hides, shown: count(one.hides) })
                }
                {...(index === at ? { "data-autofocus": true } : {})}
                data-testid={`allow-proposal-${index}`}
              />
            ))}
          </Stack>
        </Radio.Group>
        {chosen === undefined ? null : <Examples proposal={chosen} />}
        {policy ? (
          <Select
            label={t("allow.holds")}
            data={[
              { value: "all", label: t("allow.everyPolicy") },
              { value: "one", label: t("allow.onePolicy", { name: policy.name }) },
            ]}
            value={only ? "one" : "all"}
            onChange={(value) => setOnly(value === "one")}
            allowDeselect={false}
          />
        ) : null}
        <Textarea
          label={t("allow.note")}
          description={t("allow.noteHint")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={4}
          maxLength={500}
          data-testid="allow-note"
        />
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("kit:cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={chosen === undefined} data-testid="allow-yes">
            {t("allow.yes", { count: chosen?.hides ?? 0, shown: count(chosen?.hides ?? 0) })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Examples({ proposal }: { proposal: AllowProposal }) {
  const { t } = useTranslation("findings");
  const { examples, hides } = proposal;
  if (examples.length === 0) return null;
  const rest = hides - 1 - examples.length;
  return (
    <div>
      <Text size="sm" fw={600} id="allow-examples">
        {t("allow.others")}
      </Text>
      <ul className={classes.examples} aria-labelledby="allow-examples" data-testid="allow-examples">
        {examples.map((one) => (
          <li key={one.id}>
            <span className={classes.sample}>{one.sample}</span>{" "}
            <KeyText value={one.bucket === "" ? one.key : `${one.bucket}/${one.key}`} keepEnd />
            <span className={layout.quiet}>
              {placeOf(one.location, (key, values) => t(key as "place.row", values ?? {}), count)}
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 ? <span className={layout.quiet}>{t("allow.more", { count: rest, shown: count(rest) })}</span> : null}
    </div>
  );
}
