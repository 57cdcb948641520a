/** Makes or changes a detector of one's own, and tries it on a pasted text with every keystroke. */
import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Category, CustomDetector, LookFor, Severity } from "../../ipc/bindings";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { CATEGORIES } from "./choice";
import { idOf, linesOf } from "./draft";
import classes from "./policies.module.css";
import { tryCustom } from "./queries";
import { Tester } from "./Tester";
import { useTrial } from "./useTrial";

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
/** Check digits that the app knows, by its own names. */
const VALIDATORS = ["luhn", "luhn36", "verhoeff", "mod_11_10", "mod_11_2", "iban_mod97"] as const;

interface Props {
  /** Absent while it is closed. */
  detector: CustomDetector | undefined;
  /** Names of the policy's other detectors. */
  taken: readonly string[];
  onSave: (detector: CustomDetector) => void;
  onClose: () => void;
}

export function CustomDetectorDialog({ detector, onClose, ...rest }: Props) {
  const { t } = useTranslation("policies");
  return (
    <Modal
      opened={detector !== undefined}
      onClose={onClose}
      title={detector === undefined || detector.id === "" ? t("custom.new") : t("custom.change")}
      size={980}
      closeButtonProps={{ "aria-label": t("kit:close") }}
      data-testid="custom-detector"
    >
      {detector === undefined ? null : <Fields detector={detector} onClose={onClose} {...rest} />}
    </Modal>
  );
}

/** What the fields hold, as typed. */
interface Form {
  title: string;
  kind: LookFor["kind"];
  pattern: string;
  ignoreCase: boolean;
  words: string;
  matchCase: boolean;
  context: string;
  needContext: boolean;
  validator: string | null;
  severity: Severity;
  category: Category;
}

function formOf(one: CustomDetector): Form {
  const look = one.look_for;
  return {
    title: one.title,
    kind: look.kind,
    pattern: look.kind === "pattern" ? look.pattern : "",
    ignoreCase: look.kind === "pattern" && look.ignore_case,
    words: look.kind === "words" ? look.words.join("\n") : "",
    matchCase: look.kind === "words" && look.match_case,
    context: one.context_words.join("\n"),
    needContext: one.need_context,
    validator: one.validator ?? null,
    severity: one.severity,
    category: one.category,
  };
}

function detectorOf(form: Form, id: string): CustomDetector {
  return {
    id,
    title: form.title.trim(),
    category: form.category,
    severity: form.severity,
    look_for:
      form.kind === "pattern"
        ? { kind: "pattern", pattern: form.pattern, ignore_case: form.ignoreCase }
        : { kind: "words", words: linesOf(form.words), match_case: form.matchCase },
    context_words: linesOf(form.context),
    need_context: form.needContext,
    ...(form.validator === null ? {} : { validator: form.validator }),
  };
}

function Fields({ detector, taken, onSave, onClose }: Props & { detector: CustomDetector }) {
  const { t } = useTranslation("policies");
  const [form, setForm] = useState(() => formOf(detector));
  const [pressed, setPressed] = useState(false);
  const set = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const made = detectorOf(form, detector.id || idOf(form.title, taken));
  const empty = form.kind === "pattern" ? form.pattern === "" : linesOf(form.words).length === 0;
  const lacksContext = form.needContext && made.context_words.length === 0;
  // The name plays no part in what is found.
  const question = empty ? null : JSON.stringify({ ...made, id: "", title: "" });
  const trial = useTrial(question, (text) => tryCustom({ ...made, id: made.id || "detector", title: "x" }, text));
  const problem = trial.answer?.problem ?? null;
  // Of one detector among others the field is `custom_detectors.0.look_for.pattern`, of one alone its end.
  const at = problem?.field?.replace(/^custom_detectors\.\d+\./, "").replace(/^look_for\./, "");
  const told = (...fields: string[]) =>
    problem !== null && at !== undefined && fields.includes(at) ? `${problem.message} ${problem.remedy}` : undefined;
  const look = told("look_for", "pattern", "words");
  const lookError =
    look ?? (pressed && empty ? t(form.kind === "pattern" ? "custom.lacksPattern" : "custom.lacksWords") : undefined);
  const context = told("context_words", "need_context");
  const contextError = context ?? (pressed && lacksContext ? t("custom.lacksContext") : undefined);
  const validatorError = told("validator");
  const elsewhere = problem !== null && (look ?? context ?? validatorError) === undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setPressed(true);
    if (made.title === "" || empty || lacksContext || problem !== null) return;
    onSave(made);
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <div className={classes.twoSides}>
        <div className={classes.fields}>
          <TextInput
            label={t("custom.title")}
            description={made.title === "" ? undefined : t("custom.shownAs", { id: `custom_${made.id}` })}
            value={form.title}
            error={pressed && made.title === "" ? t("custom.lacksTitle") : undefined}
            onChange={(event) => set({ title: event.currentTarget.value })}
            maxLength={100}
            data-autofocus
            data-testid="custom-title"
          />
          <SegmentedControl
            aria-label={t("custom.kind")}
            value={form.kind}
            onChange={(kind) => set({ kind: kind as Form["kind"] })}
            data={(["pattern", "words"] as const).map((value) => ({ value, label: t(`custom.kinds.${value}`) }))}
            data-testid="custom-kind"
          />
          {form.kind === "pattern" ? (
            <>
              <Textarea
                label={t("custom.pattern")}
                description={t("custom.patternHint")}
                autosize
                minRows={2}
                maxRows={6}
                value={form.pattern}
                error={lookError}
                onChange={(event) => set({ pattern: event.currentTarget.value })}
                spellCheck={false}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
                data-testid="custom-pattern"
              />
              <Checkbox
                label={t("custom.ignoreCase")}
                checked={form.ignoreCase}
                onChange={(event) => set({ ignoreCase: event.currentTarget.checked })}
              />
            </>
          ) : (
            <>
              <Textarea
                label={t("custom.words")}
                description={t("custom.wordsHint")}
                autosize
                minRows={3}
                maxRows={8}
                value={form.words}
                error={lookError}
                onChange={(event) => set({ words: event.currentTarget.value })}
                spellCheck={false}
                data-testid="custom-words"
              />
              <Checkbox
                label={t("custom.matchCase")}
                checked={form.matchCase}
                onChange={(event) => set({ matchCase: event.currentTarget.checked })}
              />
            </>
          )}
          <Textarea
            label={t("custom.context")}
            description={t("custom.contextHint")}
            autosize
            minRows={2}
            maxRows={5}
            value={form.context}
            error={contextError}
            onChange={(event) => set({ context: event.currentTarget.value })}
            spellCheck={false}
            data-testid="custom-context"
          />
          <Checkbox
            label={t("custom.needContext")}
            checked={form.needContext}
            onChange={(event) => set({ needContext: event.currentTarget.checked })}
            data-testid="custom-need-context"
          />
          <Group gap="sm" grow align="flex-start">
            <Select
              label={t("custom.validator")}
              data={[
                { value: "", label: t("custom.validators.none") },
                ...VALIDATORS.map((value) => ({ value, label: t(`custom.validators.${value}`) })),
                ...(form.validator === null || VALIDATORS.some((one) => one === form.validator)
                  ? []
                  : [{ value: form.validator, label: form.validator }]),
              ]}
              value={form.validator ?? ""}
              error={validatorError}
              onChange={(value) => set({ validator: value === "" ? null : value })}
              allowDeselect={false}
            />
            <Select
              label={t("custom.severity")}
              data={SEVERITIES.map((value) => ({ value, label: t(`kit:severity.${value}`) }))}
              value={form.severity}
              onChange={(value) => set({ severity: SEVERITIES.find((one) => one === value) ?? form.severity })}
              allowDeselect={false}
            />
            <Select
              label={t("custom.category")}
              data={CATEGORIES.map((value) => ({ value, label: t(`kit:category.${value}`) }))}
              value={form.category}
              onChange={(value) => set({ category: CATEGORIES.find((one) => one === value) ?? form.category })}
              allowDeselect={false}
            />
          </Group>
          <Text size="sm" c="dimmed">
            {t(`kit:severityMeans.${form.severity}`)}
          </Text>
        </div>
        <div className={classes.fields}>
          <Tester
            trial={trial}
            label={t("tester.label")}
            description={t("tester.hint")}
            minRows={8}
            waiting={empty ? t("custom.notYet") : problem === null ? undefined : t("custom.faulty")}
          />
          {elsewhere && problem !== null ? <ProblemAlert problem={problem} /> : null}
        </div>
      </div>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("kit:cancel")}
        </Button>
        <Button type="submit" data-testid="custom-save">
          {t(detector.id === "" ? "custom.add" : "custom.keep")}
        </Button>
      </Group>
    </form>
  );
}
