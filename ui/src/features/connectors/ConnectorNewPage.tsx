/**
 * The wizard that makes a connector: choose, fill, test, scope, schedule. Going back loses nothing, and
 * neither does a refusal: it appears at its field, in its step.
 */
import { Button, Checkbox, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Probe, Problem, ProviderDescriptor } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toast, toastProblem } from "../../kit/toast";
import { firstForm, resumed, sameSource } from "./begin";
import { ChooseStep } from "./ChooseStep";
import { useCheck } from "./checking";
import classes from "./connectors.module.css";
import {
  type ConnectorForm,
  chooseProvider,
  draftOf,
  type FieldFaults,
  fillFaults,
  policiesOf,
  scheduleFaults,
  scopeFaults,
  stepOfField,
} from "./draft";
import { FillStep } from "./FillStep";
import { errorAt, useFirstFault } from "./faults";
import { usePasting } from "./pasting";
import { asProblem, createConnector, freshId, startSync, testDraft, useProviders } from "./queries";
import { ScheduleStep } from "./ScheduleStep";
import { ScopeStep } from "./ScopeStep";
import { StepList } from "./StepList";
import { isBefore, STEPS, type StepId, stepAfter, stepBefore } from "./steps";
import { TestPanel } from "./TestStep";
import { dropUnfinished, keepUnfinished } from "./unfinished";
import { useGrants } from "./useGrants";
import { WizardFoot } from "./WizardFoot";

export function ConnectorNewPage() {
  const { t } = useTranslation("connectors");
  const providers = useProviders();
  if (providers.error !== null) {
    return <ErrorState problem={providers.error} onRetry={() => void providers.refetch()} />;
  }
  if (providers.data === undefined) {
    return <LoadingState text={t("wizard.loading")} />;
  }
  return <Wizard providers={providers.data} />;
}

function Wizard({ providers }: { providers: ProviderDescriptor[] }) {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [begun] = useState(() => resumed(providers));
  const [form, setForm] = useState(() => begun?.form ?? firstForm(providers));
  const [step, setStep] = useState<StepId>(begun?.step ?? "choose");
  const [reached, setReached] = useState<StepId>(begun?.step ?? "choose");
  const [faults, setFaults] = useState<FieldFaults>({});
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);
  const [syncNow, setSyncNow] = useState(true);
  const [nextAfterTest, setNextAfterTest] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const tested = useRef<ConnectorForm | undefined>(undefined);
  const request = useRef<{ of: string; id: string } | undefined>(undefined);
  const provider = providers.find((known) => known.id === form.provider);

  const saved = useRef(false);
  useEffect(() => {
    if (!saved.current) {
      keepUnfinished(form, step);
    }
  }, [form, step]);

  const set = useCallback((part: Partial<ConnectorForm>) => setForm((now) => ({ ...now, ...part })), []);

  // A text that is recognised in the first step leads on to the settings it filled.
  const stepNow = useRef(step);
  stepNow.current = step;
  const pasting = usePasting({
    form,
    providers,
    replace: setForm,
    onFilled: () => {
      if (stepNow.current === "choose") {
        go("fill");
      }
    },
  });

  const start = useCallback(
    (taskId: string, onProbe: (probe: Probe) => void) =>
      provider === undefined
        ? Promise.reject(asProblem(undefined))
        : testDraft(draftOf({ ...form, schedule: { ...form.schedule, kind: "none" } }, provider), taskId, onProbe),
    [form, provider],
  );
  const check = useCheck(start);
  const grants = useGrants(() => (provider === undefined ? undefined : policiesOf(form, provider)));

  const go = useCallback(
    (to: StepId) => {
      setFaults({});
      setStep(to);
      setReached((now) => (isBefore(now, to) ? to : now));
      setNextAfterTest(false);
      announce(t("wizard.at", { number: STEPS.indexOf(to) + 1, total: STEPS.length, step: t(`wizard.step.${to}`) }));
    },
    [t],
  );

  // The page's own focus rule covers the first step; later ones are announced by their heading.
  const moved = useRef(false);
  // A change of step is what moves the focus.
  useEffect(() => {
    if (moved.current) {
      heading.current?.focus();
    }
    moved.current = true;
  }, [step]);

  const { run, forget } = check;
  const runTest = useCallback(async () => {
    tested.current = form;
    return run();
  }, [form, run]);

  // Arriving at the test starts it, unless this very source was tested already.
  // Only arriving starts a test, not typing elsewhere.
  useEffect(() => {
    if (step === "test" && !sameSource(tested.current, form)) {
      void runTest();
    } else if (step !== "test" && !sameSource(tested.current, form)) {
      forget();
    }
  }, [step]);

  const faultsOf = (at: StepId): FieldFaults => {
    if (provider === undefined) {
      return {};
    }
    if (at === "fill") {
      return fillFaults(form, provider, false);
    }
    return at === "scope" ? scopeFaults(form, provider) : at === "schedule" ? scheduleFaults(form) : {};
  };

  const showFirstFault = useFirstFault("[data-wizard]");
  const refuse = (found: FieldFaults) => {
    setFaults(found);
    announce(t("wizard.faults", { count: Object.keys(found).length }));
    showFirstFault();
  };

  const checkState = check.state;
  // What the test refused to begin with is said at its field too.
  const testRefusal = checkState.phase === "refused" ? checkState.problem : undefined;
  const passed = checkState.phase === "done" && checkState.report.connected && sameSource(tested.current, form);

  const next = () => {
    if (saving || provider === undefined) {
      return;
    }
    const found = faultsOf(step);
    if (Object.keys(found).length > 0) {
      refuse(found);
      return;
    }
    setFaults({});
    setProblem(undefined);
    if (step === "test" && checkState.phase === "running") {
      // Going on waits for the result; a failure then keeps the person here to read it.
      setNextAfterTest(true);
      return;
    }
    if (step === "schedule") {
      void save(provider);
      return;
    }
    go(stepAfter(step));
  };

  useEffect(() => {
    if (nextAfterTest && checkState.phase !== "running") {
      setNextAfterTest(false);
      if (checkState.phase === "done" && checkState.report.connected) {
        go("scope");
      }
    }
  }, [nextAfterTest, checkState, go]);

  const back = () => {
    if (step !== "choose") {
      go(stepBefore(step));
    }
  };

  const save = async (chosen: ProviderDescriptor) => {
    const early = STEPS.find((at) => Object.keys(faultsOf(at)).length > 0);
    if (early !== undefined) {
      go(early);
      refuse(faultsOf(early));
      return;
    }
    setSaving(true);
    setProblem(undefined);
    const draft = draftOf(form, chosen);
    // The same intent keeps its id, so that asking twice makes one connector; another draft is another intent.
    const visible = JSON.stringify({ ...draft, credential: draft.credential !== undefined });
    if (request.current?.of !== visible) {
      request.current = { of: visible, id: freshId() };
    }
    try {
      const { connector } = await createConnector(draft, request.current.id);
      saved.current = true;
      dropUnfinished();
      void cache.invalidateQueries({ queryKey: ["connectors"] });
      toast(t("done.created", { name: connector.name }));
      await leave(connector.id);
    } catch (thrown) {
      const refusal = asProblem(thrown);
      setProblem(refusal);
      const at = stepOfField(refusal.field, form, chosen);
      if (at !== undefined && at !== step) {
        go(at);
      }
    } finally {
      setSaving(false);
    }
  };

  const leave = async (id: string) => {
    if (syncNow) {
      try {
        const started = await startSync(id, freshId());
        await navigate({ to: "/runs/$id", params: { id: started.id } });
        return;
      } catch (thrown) {
        // The connector is saved; only its first sync did not start.
        toastProblem(thrown);
      }
    }
    await navigate({ to: "/connectors/$id", params: { id } });
  };

  const startOver = () => {
    dropUnfinished();
    forget();
    tested.current = undefined;
    pasting.forget();
    setForm(firstForm(providers));
    setFaults({});
    setProblem(undefined);
    setReached("choose");
    go("choose");
  };

  useActions([
    { id: "wizard.next", keys: "mod+Enter", label: t("wizard.next_key"), group: t("wizard.title"), run: next },
    {
      id: "wizard.back",
      keys: "alt+ArrowLeft",
      label: t("wizard.back_key"),
      group: t("wizard.title"),
      run: back,
      enabled: step !== "choose",
      whileTyping: true,
    },
  ]);

  // Once something was refused, its fields are looked at with every keystroke.
  const liveFaults = Object.keys(faults).length > 0 ? faultsOf(step) : faults;
  const errorOf = (field: string) => errorAt(field, liveFaults, problem, (fault) => t(`fault.${fault}`));
  const problemElsewhere =
    problem !== undefined && (provider === undefined || stepOfField(problem.field, form, provider) !== step);

  const nextLabel = () => {
    if (step === "schedule") {
      return t(passed ? "wizard.save" : "wizard.save_anyway");
    }
    if (step === "test" && checkState.phase !== "running" && !passed) {
      return t(checkState.phase === "done" || checkState.phase === "refused" ? "wizard.anyway" : "wizard.untested");
    }
    return t("wizard.next");
  };

  // Enter in a field of the last step must not save by surprise.
  const keepFromSaving = (event: KeyboardEvent) => {
    if (step === "schedule" && event.key === "Enter" && !event.ctrlKey && event.target instanceof HTMLInputElement) {
      event.preventDefault();
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    next();
  };

  return (
    <form
      className={classes.longForm}
      onSubmit={submit}
      onKeyDown={keepFromSaving}
      noValidate
      data-wizard
      autoComplete="off"
    >
      <Stack gap="lg">
        <PageHeader
          title={t("wizard.title")}
          description={t("wizard.description")}
          actions={
            <>
              {(begun !== undefined || step !== "choose") && (
                <Button variant="default" onClick={startOver} data-testid="wizard-start-over">
                  {t("wizard.start_over")}
                </Button>
              )}
              <Button variant="default" onClick={() => void navigate({ to: "/connectors" })}>
                {t("wizard.close")}
              </Button>
            </>
          }
        />
        <StepList current={step} reached={reached} onGo={go} />
        <section aria-labelledby="wizard-heading">
          <Title order={2} id="wizard-heading" ref={heading} tabIndex={-1} mb="md" className={classes.heading}>
            {t(`wizard.heading.${step}`)}
          </Title>
          {problemElsewhere && problem !== undefined && <ProblemAlert problem={problem} />}
          {step === "choose" && (
            <ChooseStep
              providers={providers}
              chosen={form.provider}
              onChoose={(chosen) => setForm((now) => chooseProvider(now, chosen))}
              onNext={next}
              pasting={pasting}
              onImport={() => void navigate({ to: "/connectors/import" })}
            />
          )}
          {step === "fill" && provider !== undefined && (
            <FillStep
              form={form}
              provider={provider}
              set={set}
              faults={liveFaults}
              problem={problem ?? testRefusal}
              pasting={pasting}
            />
          )}
          {step === "test" && provider !== undefined && (
            <TestPanel
              check={{ ...check, run: runTest }}
              buckets={provider.capabilities.buckets}
              hint={t("test.hint")}
              onGrant={grants.show}
            />
          )}
          {step === "scope" && provider !== undefined && (
            <ScopeStep form={form} provider={provider} set={set} errorOf={errorOf} />
          )}
          {step === "schedule" && (
            <Stack gap="lg">
              <ScheduleStep form={form} set={set} errorOf={errorOf} />
              <Checkbox
                label={t("wizard.sync_now")}
                description={t("wizard.sync_now_text")}
                checked={syncNow}
                onChange={(event) => setSyncNow(event.currentTarget.checked)}
                data-testid="wizard-sync-now"
              />
              {!passed && (
                <Text size="sm" data-testid="wizard-untested">
                  {t("wizard.not_tested_note")}
                </Text>
              )}
            </Stack>
          )}
        </section>
        {grants.dialog}
        <WizardFoot
          step={step}
          label={nextLabel()}
          busy={saving || nextAfterTest}
          blocked={provider === undefined}
          onBack={back}
        />
      </Stack>
    </form>
  );
}
