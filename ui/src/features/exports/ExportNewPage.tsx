/**
 * Making redacted copies: what of which connector, by which policy, to where; then what it would come to, before
 * anything is written. A refusal stands at its field, and nothing that was filled in is lost.
 */
import { Alert, Button, Paper, Title } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconInfoCircle, IconPlugConnected } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connector, ExportPlan, Policy, Problem, ProviderDescriptor } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { count } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { toast } from "../../kit/toast";
import { DryRun } from "./DryRun";
import classes from "./exports.module.css";
import {
  draftOf,
  type ExportForm,
  type Fault,
  faultsOf,
  firstForm,
  isKeyed,
  placeOfField,
  policyOf,
  readStart,
  type Start,
} from "./form";
import { HowFields } from "./HowFields";
import { asProblem, create, plan, useConnectors, usePolicies, useProviders } from "./queries";
import { WhatFields } from "./WhatFields";
import { WhereFields } from "./WhereFields";

function Back() {
  const { t } = useTranslation("exports");
  return (
    <TextLink to="/exports">
      <IconArrowLeft size={14} aria-hidden /> {t("back")}
    </TextLink>
  );
}

export function ExportNewPage() {
  const { t } = useTranslation("exports");
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const address = JSON.stringify(raw);
  const start = useMemo(() => readStart(JSON.parse(address)), [address]);
  const connectors = useConnectors();
  const policies = usePolicies();
  const providers = useProviders();
  const failed = [connectors, policies, providers].find((one) => one.isError);
  return (
    <div className={classes.form}>
      <PageHeader title={t("new")} description={t("newText")} back={<Back />} />
      {failed !== undefined ? (
        <ErrorState problem={failed.error} onRetry={() => void failed.refetch()} />
      ) : connectors.data === undefined || policies.data === undefined || providers.data === undefined ? (
        <LoadingState />
      ) : connectors.data.length === 0 ? (
        <EmptyState
          icon={<IconPlugConnected size={30} stroke={1.5} />}
          title={t("noConnectors.title")}
          text={t("noConnectors.text")}
          action={
            <Button renderRoot={(props) => <Link to="/connectors/new" search={{}} {...props} />}>
              {t("noConnectors.connect")}
            </Button>
          }
        />
      ) : (
        <Wizard
          key={address}
          start={start}
          connectors={connectors.data}
          policies={policies.data}
          providers={providers.data}
        />
      )}
    </div>
  );
}

interface WizardProps {
  start: Start;
  connectors: Connector[];
  policies: Policy[];
  providers: ProviderDescriptor[];
}

function Wizard({ start, connectors, policies, providers }: WizardProps) {
  const { t } = useTranslation("exports");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form, setForm] = useState(() => firstForm(start, connectors));
  const [pressed, setPressed] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [planned, setPlanned] = useState<ExportPlan>();
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState(0);

  const policy = policyOf(form, connectors, policies);
  const keyed = isKeyed(form, policy);
  const faults = faultsOf(form);
  const set = (part: Partial<ExportForm>) => {
    setForm((now) => ({ ...now, ...part }));
    setProblem(undefined);
  };
  const place = placeOfField(problem?.field);
  const errorAt = (field: Fault | "otherwise" | "project" | "policy_id" | "bucket" | "documents") => {
    if (pressed && faults.some((one) => one === field)) return t(`lacks.${field}`);
    return problem !== undefined && place === field ? `${problem.message} ${problem.remedy}` : undefined;
  };

  // Before the next key can be typed, so that nobody is torn away from a field.
  useLayoutEffect(() => {
    if (wrong > 0) box.current?.querySelector<HTMLElement>(":is([aria-invalid=true], [data-invalid])")?.focus();
  }, [wrong]);

  function refused(thrown: unknown) {
    const known = asProblem(thrown);
    setProblem(known);
    if (placeOfField(known.field) === undefined) return;
    setPlanned(undefined);
    setWrong((now) => now + 1);
  }

  async function check() {
    setPressed(true);
    setProblem(undefined);
    if (faults.length > 0) {
      setWrong((now) => now + 1);
      return;
    }
    const found = await plan(draftOf(form, keyed));
    setPlanned(found);
    announce(t("dry.said", { count: found.objects, shown: count(found.objects) }));
  }

  async function make() {
    setProblem(undefined);
    const made = await create(draftOf(form, keyed));
    client.setQueryData(["exports", "one", made.id], made);
    await client.invalidateQueries({ queryKey: ["exports", "list"] });
    toast(t("begun", { count: made.objects, shown: count(made.objects) }));
    await navigate({ to: "/exports/$id", params: { id: made.id }, replace: true });
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (busy || (planned !== undefined && planned.objects === 0)) return;
    setBusy(true);
    (planned === undefined ? check() : make()).catch(refused).finally(() => setBusy(false));
  }
  const change = () => {
    setPlanned(undefined);
    setProblem(undefined);
  };

  useActions([
    { id: "export.next", label: t(planned === undefined ? "check" : "makeShort"), group: t("new"), run: submit },
    planned !== undefined && { id: "export.change", label: t("change"), group: t("new"), run: change },
  ]);

  const shared = { form, set, errorAt, connectors };
  return (
    <form ref={box} onSubmit={submit} noValidate className={classes.parts} data-testid="export-form">
      {planned === undefined ? (
        <>
          {start.unknown === undefined ? null : (
            <Alert
              color="yellow"
              icon={<IconInfoCircle size={18} aria-hidden />}
              role="status"
              data-testid="export-unknown"
            >
              {t("unknown", { count: start.unknown, shown: count(start.unknown) })}
            </Alert>
          )}
          <Part title={t("part.what")}>
            <WhatFields {...shared} providers={providers} />
          </Part>
          <Part title={t("part.how")}>
            <HowFields {...shared} policies={policies} policy={policy} keyed={keyed} />
          </Part>
          <Part title={t("part.where")}>
            <WhereFields {...shared} providers={providers} />
          </Part>
        </>
      ) : (
        <Part title={t("part.dry")}>
          <DryRun plan={planned} form={form} policy={policy} connectors={connectors} />
        </Part>
      )}
      {problem !== undefined && place === undefined ? <ProblemAlert problem={problem} /> : null}
      <div className={classes.foot}>
        {planned === undefined ? (
          <Button variant="default" onClick={() => void navigate({ to: "/exports" })} data-testid="export-leave">
            {t("kit:cancel")}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
            onClick={change}
            data-testid="export-change"
          >
            {t("change")}
          </Button>
        )}
        <Button
          type="submit"
          loading={busy}
          disabled={planned?.objects === 0}
          rightSection={planned === undefined ? <IconArrowRight size={16} aria-hidden /> : undefined}
          data-testid={planned === undefined ? "export-check" : "export-make"}
        >
          {planned === undefined ? t("check") : t("make", { count: planned.objects, shown: count(planned.objects) })}
        </Button>
      </div>
    </form>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="md" bg="var(--tg-surface)" aria-labelledby={id}>
      <Title order={2} id={id} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
