/**
 * Connections that other tools on this computer know: found, described, ticked, taken over. Their secrets stay
 * in the engine; this page never sees one.
 */
import { Alert, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconRefresh, IconTransferIn } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForeignConnection, ForeignConnections, ForeignTaken, Problem } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { count } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { PageHeader } from "../../kit/PageHeader";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { EmptyState, ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import classes from "./connectors.module.css";
import { ForeignFiles } from "./ForeignFiles";
import { ForeignResult } from "./ForeignResult";
import { ProviderIcon } from "./ProviderIcon";
import { asProblem, takeForeign, useForeign, useProviders } from "./queries";
import { Section } from "./Section";

export function ConnectorImportPage() {
  const { t } = useTranslation("connectors");
  const navigate = useNavigate();
  const foreign = useForeign();
  const [taken, setTaken] = useState<{ result: ForeignTaken; of: ForeignConnections }>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const toList = () => void navigate({ to: "/connectors" });
  const again = () => {
    setTaken(undefined);
    setTicked(new Set());
    void foreign.refetch();
  };
  useActions([
    { id: "import.up", label: t("page.back"), keys: "Backspace", group: t("import.title"), run: toList },
    { id: "import.again", label: t("import.again"), keys: "F5", group: t("import.title"), run: again },
  ]);

  const body = () => {
    if (taken !== undefined) {
      return <ForeignResult taken={taken.result} connections={taken.of.connections} onAgain={again} />;
    }
    // What was found before is not shown while it is looked for anew: it may be gone.
    if (foreign.isFetching) {
      return <LoadingState text={t("import.loading")} />;
    }
    if (foreign.error !== null) {
      return <ErrorState problem={foreign.error} onRetry={again} />;
    }
    if (foreign.data === undefined) {
      return null;
    }
    const found = foreign.data;
    return found.connections.length === 0 ? (
      <Stack gap="md">
        <EmptyState
          icon={<IconTransferIn size={28} stroke={1.5} />}
          title={t("import.nothing")}
          text={t("import.nothing_text")}
          action={<Button onClick={() => void navigate({ to: "/connectors/new" })}>{t("connect")}</Button>}
        />
        <ForeignFiles files={found.files} />
      </Stack>
    ) : (
      <Choosing
        found={found}
        ticked={ticked}
        onTick={setTicked}
        onTaken={(result) => setTaken({ result, of: found })}
      />
    );
  };

  return (
    <div className={classes.longForm}>
      <Stack gap="md">
        <PageHeader
          back={
            <TextLink to="/connectors" className={classes.backLink}>
              <IconArrowLeft size={14} aria-hidden /> {t("title")}
            </TextLink>
          }
          title={t("import.title")}
          description={t("import.description")}
          actions={
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={again}
              loading={foreign.isFetching}
              data-testid="import-again"
            >
              {t("import.again")}
            </Button>
          }
        />
        {body()}
      </Stack>
    </div>
  );
}

interface ChoosingProps {
  found: ForeignConnections;
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
  onTaken: (result: ForeignTaken) => void;
}

function Choosing({ found, ticked, onTick, onTaken }: ChoosingProps) {
  const { t } = useTranslation("connectors");
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const open = found.connections.filter((one) => one.refused === null);
  const tools = [...new Set(found.connections.map((one) => one.tool))];
  const chosen = open.filter((one) => ticked.has(one.id));

  const set = (which: readonly ForeignConnection[], on: boolean) => {
    const next = new Set(ticked);
    for (const one of which) {
      if (on) next.add(one.id);
      else next.delete(one.id);
    }
    onTick(next);
  };
  const take = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const result = await takeForeign(chosen.map((one) => one.id));
      void cache.invalidateQueries({ queryKey: ["connectors"] });
      if (here.current) onTaken(result);
      announce(t("import.done", { count: result.connectors.length, shown: count(result.connectors.length) }));
    } catch (thrown) {
      if (here.current) setProblem(asProblem(thrown));
    } finally {
      if (here.current) setBusy(false);
    }
  };

  return (
    <Stack gap="md">
      <Group gap="sm">
        <Button variant="default" size="xs" onClick={() => set(open, true)} data-testid="import-all">
          {t("import.all")}
        </Button>
        <Button variant="default" size="xs" onClick={() => set(open, false)} data-testid="import-none">
          {t("import.none")}
        </Button>
        <Text size="sm" role="status" data-testid="import-count">
          {t("import.count", { chosen: count(chosen.length), total: count(open.length) })}
        </Text>
      </Group>
      {tools.map((tool) => (
        <Tool
          key={tool}
          tool={tool}
          connections={found.connections.filter((one) => one.tool === tool)}
          ticked={ticked}
          set={set}
        />
      ))}
      <ForeignFiles files={found.files} />
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className={classes.wizardFoot}>
        <Text size="sm" c="dimmed" my="auto">
          {t("import.secrets")}
        </Text>
        <Button
          leftSection={<IconTransferIn size={16} aria-hidden />}
          disabled={chosen.length === 0}
          loading={busy}
          onClick={() => void take()}
          data-testid="import-take"
        >
          {t("import.take", { count: chosen.length, shown: count(chosen.length) })}
        </Button>
      </div>
    </Stack>
  );
}

interface ToolProps {
  tool: string;
  connections: ForeignConnection[];
  ticked: ReadonlySet<string>;
  set: (which: readonly ForeignConnection[], on: boolean) => void;
}

function Tool({ tool, connections, ticked, set }: ToolProps) {
  const { t } = useTranslation("connectors");
  const providers = useProviders();
  const open = connections.filter((one) => one.refused === null);
  const on = open.filter((one) => ticked.has(one.id)).length;
  return (
    <Section
      title={tool}
      action={
        open.length > 1 ? (
          <Checkbox
            label={t("import.all_these")}
            aria-label={t("import.all_of", { tool })}
            checked={on === open.length}
            indeterminate={on > 0 && on < open.length}
            onChange={(event) => set(open, event.currentTarget.checked)}
          />
        ) : undefined
      }
    >
      <ul className={classes.foreignList}>
        {connections.map((one) => {
          const provider = providers.data?.find((known) => known.id === one.provider);
          return (
            <li key={one.id} data-testid={`foreign-${one.id}`}>
              <Checkbox
                label={
                  <Group gap={6} wrap="nowrap" component="span">
                    <ProviderIcon svg={provider?.icon_svg} size={16} />
                    {one.name}
                  </Group>
                }
                description={
                  <>
                    {[
                      one.summary || provider?.title,
                      one.buckets.length > 0 ? t("import.buckets", { buckets: one.buckets.join(", ") }) : "",
                      one.has_credential || one.refused !== null ? "" : t("import.no_secret"),
                      one.file,
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                    {one.refused !== null && <span className={classes.refusedReason}>{one.refused}</span>}
                  </>
                }
                checked={ticked.has(one.id)}
                disabled={one.refused !== null}
                onChange={(event) => set([one], event.currentTarget.checked)}
              />
            </li>
          );
        })}
      </ul>
      {open.length === 0 && (
        <Alert color="orange" variant="light" mt="sm">
          {t("import.none_of", { tool })}
        </Alert>
      )}
    </Section>
  );
}
