/** One policy: what it looks for, how sure it wants to be, what it leaves out, and who uses it. */
import { Alert, Button, Group, Paper, Text, Textarea, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle, IconArrowLeft, IconCheck, IconCopy, IconLock, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policy, PolicyDraft, Problem } from "../../ipc/bindings";
import { ConfirmDialog } from "../../kit/ConfirmDialog";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toast } from "../../kit/toast";
import { AllowRulesOf } from "./AllowRules";
import { CopyActions } from "./CopyActions";
import { CustomDetectors } from "./CustomDetectors";
import { DetectorChoiceField } from "./DetectorChoiceField";
import { draftOf, percentOf, sameDraft, withActions } from "./draft";
import classes from "./policies.module.css";
import { asProblem, updatePolicy, useDetectors, usePolicy } from "./queries";
import { Threshold } from "./Threshold";
import { UsedBy } from "./UsedBy";
import { usePolicyActions } from "./usePolicyActions";

export function PolicyPage() {
  const { t } = useTranslation("policies");
  const { id } = useParams({ strict: false }) as { id: string };
  const policy = usePolicy(id);
  if (policy.error !== null && policy.data === undefined)
    return (
      <>
        <PageHeader title={t("title")} back={<Back />} />
        <ErrorState problem={policy.error} onRetry={() => void policy.refetch()} />
      </>
    );
  if (policy.data === undefined) return <LoadingState />;
  return <Editor key={id} policy={policy.data} />;
}

function Back() {
  const { t } = useTranslation("policies");
  return (
    <TextLink to="/policies">
      <IconArrowLeft size={14} aria-hidden /> {t("title")}
    </TextLink>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="md" bg="var(--tg-surface)" aria-labelledby={id}>
      <Title order={2} id={id} mb={text === undefined ? "sm" : 2}>
        {title}
      </Title>
      {text === undefined ? null : (
        <Text size="sm" c="dimmed" mb="sm">
          {text}
        </Text>
      )}
      {children}
    </Paper>
  );
}

/** It was changed elsewhere while changes lie here: nothing is lost until the person says which stays. */
function Overtaken(props: { policy: Policy; busy: boolean; onTheirs: () => void; onMine: () => void }) {
  const { t } = useTranslation("policies");
  const { policy, busy, onTheirs, onMine } = props;
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t("overtaken.title", { version: policy.version })}
      role="alert"
      data-testid="policy-overtaken"
    >
      <Group gap="sm" justify="space-between">
        <Text size="sm">{t("overtaken.text")}</Text>
        <Group gap="sm">
          <Button variant="default" disabled={busy} onClick={onTheirs} data-testid="policy-take-theirs">
            {t("overtaken.theirs", { version: policy.version })}
          </Button>
          <Button variant="default" loading={busy} onClick={onMine} data-testid="policy-save-mine">
            {t("overtaken.mine")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}

function Editor({ policy }: { policy: Policy }) {
  const { t } = useTranslation("policies");
  const client = useQueryClient();
  const navigate = useNavigate();
  const detectors = useDetectors();
  // What was opened or saved last is the ground of comparison, however often the list is read meanwhile.
  const [ground, setGround] = useState(policy);
  const before = useMemo(() => draftOf(ground), [ground]);
  const [draft, setDraft] = useState(before);
  const [saving, setSaving] = useState(false);
  const [pressed, setPressed] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const leaving = useRef(false);
  const fixed = policy.built_in;
  const set = useCallback((part: Partial<PolicyDraft>) => setDraft((now) => ({ ...now, ...part })), []);
  const changed = !fixed && !sameDraft(before, draft);
  const begin = (from: Policy) => {
    setGround(from);
    setDraft(draftOf(from));
    setProblem(undefined);
  };
  // Somebody else changed it: an untouched page follows, one with changes asks.
  const overtaken = policy.version > ground.version;
  if (overtaken && !changed) begin(policy);
  const toList = useCallback(() => void navigate({ to: "/policies" }), [navigate]);
  const actions = usePolicyActions(() => {
    leaving.current = true;
    toList();
  });
  const blocker = useBlocker({
    shouldBlockFn: () => changed && !leaving.current,
    enableBeforeUnload: false,
    withResolver: true,
  });

  async function write(next: PolicyDraft, expected: number) {
    const saved = await updatePolicy(policy.id, next, expected);
    client.setQueryData(["policies", "one", policy.id], saved);
    begin(saved);
    await Promise.all(
      ["policies", "findings", "overview", "connectors", "documents"].map((tag) =>
        client.invalidateQueries({ queryKey: [tag] }),
      ),
    );
    return saved;
  }

  /** `expected`: the version that it is saved over. */
  async function save(expected = ground.version) {
    if (saving || !changed) return;
    setPressed(true);
    setProblem(undefined);
    if (draft.name.trim() === "") return;
    setSaving(true);
    try {
      const saved = await write({ ...draft, name: draft.name.trim() }, expected);
      toast(t("saved"), { undo: () => write(before, saved.version) });
    } catch (thrown) {
      const refusal = asProblem(thrown);
      setProblem(refusal);
      // What it is by now is shown beside what was typed, which stays.
      if (refusal.field === "version") void client.invalidateQueries({ queryKey: ["policies"] });
    } finally {
      setSaving(false);
    }
  }

  useActions([
    !fixed && { id: "policy.save", keys: "mod+s", label: t("save"), group: policy.name, run: () => void save() },
    { id: "policy.copy", label: t("action.copy"), group: policy.name, run: () => actions.copy(policy) },
    !fixed && { id: "policy.delete", label: t("action.delete"), group: policy.name, run: () => actions.remove(policy) },
    { id: "policy.up", label: t("back"), keys: "Backspace", group: policy.name, run: toList },
  ]);

  const nameError =
    problem?.field === "name"
      ? `${problem.message} ${problem.remedy}`
      : pressed && draft.name.trim() === ""
        ? t("lacksName")
        : undefined;
  return (
    <>
      <div className={classes.form} data-testid="policy-form">
        <PageHeader
          back={<Back />}
          title={policy.name}
          description={t("version", { version: policy.version })}
          actions={
            <>
              <Button
                variant="default"
                leftSection={<IconCopy size={16} aria-hidden />}
                onClick={() => actions.copy(policy)}
                data-testid="policy-copy"
              >
                {t("action.copy")}
              </Button>
              {fixed ? null : (
                <Button
                  variant="default"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => actions.remove(policy)}
                  data-testid="policy-delete"
                >
                  {t("action.delete")}
                </Button>
              )}
            </>
          }
        />
        {fixed ? (
          <Alert color="gray" variant="light" icon={<IconLock size={18} aria-hidden />} data-testid="policy-fixed">
            {t("fixed")}
          </Alert>
        ) : null}
        <div className={classes.sides}>
          <div className={classes.side}>
            <Part title={t("part.name")}>
              <div className={classes.fields}>
                <TextInput
                  label={t("name")}
                  value={draft.name}
                  error={nameError}
                  readOnly={fixed}
                  maxLength={120}
                  onChange={(event) => set({ name: event.currentTarget.value })}
                  onKeyDown={(event) => {
                    if (event.key === "Enter") void save();
                  }}
                  autoComplete="off"
                  data-testid="policy-name"
                />
                <Textarea
                  label={t("text")}
                  value={draft.description}
                  readOnly={fixed}
                  autosize
                  minRows={1}
                  maxRows={5}
                  onChange={(event) => set({ description: event.currentTarget.value })}
                />
              </div>
            </Part>
            <Part title={t("part.threshold")} text={t("part.thresholdText")}>
              <Threshold
                policyId={policy.id}
                value={percentOf(draft.min_confidence)}
                saved={percentOf(before.min_confidence)}
                onChange={(percent) => set({ min_confidence: percent / 100 })}
              />
              {fixed && !sameDraft(before, draft) ? (
                <Text size="sm" c="dimmed" mt="xs">
                  {t("threshold.onlyLook")}
                </Text>
              ) : null}
            </Part>
            <Part title={t("part.detectors")} text={t("part.detectorsText")}>
              {detectors.isError ? (
                <ErrorState problem={detectors.error} onRetry={() => void detectors.refetch()} />
              ) : detectors.data === undefined ? (
                <LoadingState />
              ) : (
                <DetectorChoiceField
                  known={detectors.data}
                  choice={draft.detectors}
                  disabled={fixed}
                  onChange={(choice) => set({ detectors: choice })}
                />
              )}
            </Part>
            <Part title={t("part.copies")} text={t("part.copiesText")}>
              <CopyActions
                actions={draft.actions}
                known={detectors.data ?? []}
                own={draft.custom_detectors}
                disabled={fixed}
                onChange={(actions) => setDraft((now) => withActions(now, actions))}
              />
            </Part>
          </div>
          <div className={classes.side}>
            <Part title={t("part.used")}>
              <UsedBy policy={policy} />
            </Part>
            <Part title={t("part.custom")} text={t("part.customText")}>
              <CustomDetectors
                detectors={draft.custom_detectors}
                disabled={fixed}
                onChange={(change) => setDraft((now) => ({ ...now, custom_detectors: change(now.custom_detectors) }))}
              />
            </Part>
            <Part title={t("part.allow")} text={t("part.allowText")}>
              <AllowRulesOf policyId={policy.id} />
            </Part>
          </div>
        </div>
        {overtaken && changed ? (
          <Overtaken
            policy={policy}
            busy={saving}
            onTheirs={() => begin(policy)}
            onMine={() => void save(policy.version)}
          />
        ) : problem !== undefined && problem.field !== "name" ? (
          <ProblemAlert problem={problem} />
        ) : null}
        {fixed ? null : (
          <div className={classes.foot}>
            <Text size="sm" c="dimmed" role="status" my="auto">
              {t(changed ? "unsaved" : "unchanged")}
            </Text>
            <Group gap="sm">
              <Button
                variant="default"
                disabled={!changed}
                onClick={() => setDraft(before)}
                data-testid="policy-discard"
              >
                {t("discard")}
              </Button>
              <Button
                loading={saving}
                disabled={!changed}
                leftSection={<IconCheck size={16} aria-hidden />}
                onClick={() => void save()}
                data-testid="policy-save"
              >
                {t("save")}
              </Button>
            </Group>
          </div>
        )}
      </div>
      {actions.dialogs}
      <ConfirmDialog
        opened={blocker.status === "blocked"}
        title={t("leave.title")}
        confirmLabel={t("leave.yes")}
        danger
        onConfirm={() => blocker.proceed?.()}
        onClose={() => blocker.reset?.()}
      >
        {t("leave.text")}
      </ConfirmDialog>
    </>
  );
}
