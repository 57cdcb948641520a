/** Every detector of the program: what it finds and what not, and trying them all on a text. */

import { ActionIcon, Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconSearch, IconTestPipe, IconX } from "@tabler/icons-react";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DetectorInfo } from "../../ipc/bindings";
import { SeverityBadge } from "../../kit/badges";
import { count } from "../../kit/format";
import layout from "../../kit/ListAndPanel.module.css";
import { TextLink } from "../../kit/links";
import { MarkdownText } from "../../kit/MarkdownText";
import { ErrorState, LoadingState, NoMatch } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import { grouped } from "./choice";
import classes from "./policies.module.css";
import { tryDetectors, useDetectors, usePolicies } from "./queries";
import { Tester } from "./Tester";
import { useTrial } from "./useTrial";

interface Props {
  /** The detector whose description is open. */
  opened: string | undefined;
  onOpen: (id: string | undefined) => void;
}

export function DetectorsTab({ opened, onOpen }: Props) {
  const { t } = useTranslation("policies");
  const detectors = useDetectors();
  const [text, setText] = useState("");
  const [trying, setTrying] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const tester = useRef<HTMLTextAreaElement>(null);
  const rows = useMemo(
    () => grouped(detectors.data ?? [], text).flatMap((group) => group.detectors),
    [detectors.data, text],
  );
  const columns = useMemo<Column<DetectorInfo>[]>(
    () => [
      {
        id: "title",
        header: t("detector.title"),
        minWidth: 200,
        grow: 3,
        cell: (row, index) => (
          <span className={classes.cut} data-testid={`detector-row-${index}`}>
            {row.title}
          </span>
        ),
      },
      {
        id: "category",
        header: t("detector.category"),
        minWidth: 120,
        cell: (row) => t(`kit:category.${row.category}`),
      },
      {
        id: "severity",
        header: t("detector.severity"),
        width: 110,
        cell: (row) => <SeverityBadge severity={row.severity} />,
      },
      {
        id: "id",
        header: t("detector.id"),
        minWidth: 140,
        cell: (row) => <code className={classes.cut}>{row.id}</code>,
      },
    ],
    [t],
  );
  useActions([
    {
      id: "policies.detectors.filter",
      label: t("choice.search"),
      keys: "/",
      group: t("title"),
      run: () => field.current?.focus(),
    },
    { id: "policies.detectors.try", label: t("tester.open"), keys: "t", group: t("title"), run: () => open() },
  ]);
  const open = () => {
    onOpen(undefined);
    setTrying(true);
    tester.current?.focus();
  };
  if (detectors.isError) return <ErrorState problem={detectors.error} onRetry={() => void detectors.refetch()} />;
  if (detectors.data === undefined) return <LoadingState />;
  const shown = detectors.data.find(({ id }) => id === opened);
  const close = () => {
    onOpen(undefined);
    setTrying(false);
    list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };
  return (
    <>
      <div className={layout.bar}>
        <TextInput
          ref={field}
          aria-label={t("choice.search")}
          placeholder={t("choice.search")}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          style={{ flex: "1 1 220px", maxWidth: 340 }}
          data-testid="detectors-search"
        />
        <Text size="sm" c="dimmed" role="status" data-testid="detectors-total">
          {t("detector.total", { count: rows.length, shown: count(rows.length) })}
        </Text>
        <Button
          ml="auto"
          variant="default"
          leftSection={<IconTestPipe size={16} aria-hidden />}
          onClick={open}
          aria-keyshortcuts="t"
          data-testid="detectors-try"
        >
          {t("tester.open")}
        </Button>
      </div>
      <div className={layout.body}>
        <div className={layout.table} ref={list}>
          <VirtualTable<DetectorInfo>
            label={t("tabs.detectors")}
            total={rows.length}
            columns={shown === undefined && !trying ? columns : columns.slice(0, 3)}
            rowAt={(index) => rows[index]}
            getRowId={(row) => row.id}
            onOpen={(row) => onOpen(row.id)}
            onKey={(event) => {
              if (event.key !== "Escape" || (shown === undefined && !trying)) return;
              event.preventDefault();
              close();
            }}
            currentId={opened}
            empty={<NoMatch onClear={() => setText("")} text={t("choice.noMatch")} />}
            testId="detectors"
          />
        </div>
        {shown !== undefined ? (
          <Description key={shown.id} detector={shown} onClose={close} />
        ) : trying ? (
          <TryAll detectors={detectors.data} onClose={close} textRef={tester} />
        ) : null}
      </div>
    </>
  );
}

function Description({ detector, onClose }: { detector: DetectorInfo; onClose: () => void }) {
  const { t } = useTranslation("policies");
  const trial = useTrial(detector.id, async (text) => {
    const all = await tryDetectors(null, text);
    return { ...all, matches: all.matches.filter((match) => match.detector === detector.id) };
  });
  return (
    <aside className={layout.panel} aria-label={detector.title} data-testid="detector-panel">
      <div className={layout.panelHead}>
        <h2>{detector.title}</h2>
        <ActionIcon onClick={onClose} aria-label={t("close")} color="gray">
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      <div className={layout.panelBody}>
        <Group gap="sm">
          <SeverityBadge severity={detector.severity} />
          <Text size="sm">{t(`kit:category.${detector.category}`)}</Text>
          <TextLink to="/findings" search={{ detector: [detector.id] }}>
            {t("detector.findings")}
          </TextLink>
        </Group>
        <Text size="sm" c="dimmed">
          {t(`kit:severityMeans.${detector.severity}`)}
        </Text>
        <MarkdownText text={detector.description} headings={3} />
        <Samples title={t("detector.examples")} samples={detector.examples} />
        <Samples title={t("detector.counterexamples")} samples={detector.counterexamples} />
        <Tester trial={trial} label={t("tester.label")} description={t("tester.hint")} />
        <Text size="sm" c="dimmed">
          {t("detector.version", { id: detector.id, version: detector.version })}
        </Text>
      </div>
    </aside>
  );
}

function Samples({ title, samples }: { title: string; samples: readonly string[] }) {
  if (samples.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={classes.samples}>
        {samples.map((sample) => (
          <li key={sample}>{sample}</li>
        ))}
      </ul>
    </div>
  );
}

interface TryProps {
  detectors: readonly DetectorInfo[];
  onClose: () => void;
  textRef: RefObject<HTMLTextAreaElement | null>;
}

function TryAll({ detectors, onClose, textRef }: TryProps) {
  const { t } = useTranslation("policies");
  const policies = usePolicies().data ?? [];
  const [policy, setPolicy] = useState<string | null>(null);
  const trial = useTrial(policy ?? "", (text) => tryDetectors(policy, text));
  // Whoever opens it wants to type.
  useEffect(() => textRef.current?.focus(), [textRef]);
  const own = policies.find(({ id }) => id === policy)?.custom_detectors;
  const titleOf = useCallback(
    (id: string) =>
      detectors.find((one) => one.id === id)?.title ?? own?.find((one) => `custom_${one.id}` === id)?.title ?? id,
    [detectors, own],
  );
  return (
    <aside className={layout.panel} aria-label={t("tester.title")} data-testid="try-panel">
      <div className={layout.panelHead}>
        <h2>{t("tester.title")}</h2>
        <ActionIcon onClick={onClose} aria-label={t("close")} color="gray">
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      <div className={layout.panelBody}>
        <Select
          label={t("tester.policy")}
          data={[
            { value: "", label: t("tester.everything") },
            ...policies.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={policy ?? ""}
          onChange={(value) => setPolicy(value === "" ? null : value)}
          allowDeselect={false}
        />
        <Tester
          trial={trial}
          label={t("tester.label")}
          description={t("tester.hint")}
          titleOf={titleOf}
          minRows={8}
          textRef={textRef}
        />
      </div>
    </aside>
  );
}
