/**
 * Deleting: the number and size first, a confirmation that fits the number, progress that can be stopped, and
 * afterwards what became of each object.
 */
import { Button, Group, Modal, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeleteReport, ItemFailure, Selection } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { bytes, count as shown } from "../../kit/format";
import { KeyText } from "../../kit/KeyText";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { type Column, VirtualTable } from "../../kit/VirtualTable";
import classes from "./browse.module.css";
import { CountFacts } from "./CountFacts";
import { useCounting } from "./counting";
import { noteDenied } from "./denials";
import { deleteObjects } from "./queries";

/** Above this, the number must be typed. */
const TYPED_FROM = 1_000;

interface Props {
  connectorId: string;
  selection: Selection;
  /** The place in words, such as `acme-exports/logs/`. */
  place: string;
  /** `changed`: something was deleted, or may have been. */
  onClose: (changed: boolean) => void;
}

export function DeleteDialog({ connectorId, selection, place, onClose }: Props) {
  const { t } = useTranslation("browse");
  const counting = useCounting(connectorId, selection);
  const [typed, setTyped] = useState("");
  const [progress, setProgress] = useState<DeleteReport>();
  const [report, setReport] = useState<DeleteReport>();
  const [problem, setProblem] = useState<unknown>();
  const [deleting, setDeleting] = useState(false);
  const [stopping, setStopping] = useState(false);
  const waiting = useRef<AbortController>(undefined);
  const changed = useRef(false);

  useEffect(() => () => waiting.current?.abort(), []);

  const { count } = counting;
  const number = count?.objects ?? 0;
  const complete = count?.complete === true;
  const mustType = number > TYPED_FROM;
  const confirmed = !mustType || typed.replace(/\D/g, "") === String(number);

  const close = () => onClose(changed.current);

  async function remove(wanted: Selection, expected: number) {
    const mine = new AbortController();
    waiting.current = mine;
    changed.current = true;
    setDeleting(true);
    setStopping(false);
    setProblem(undefined);
    setProgress(undefined);
    setReport(undefined);
    try {
      const done = await deleteObjects(connectorId, wanted, expected, mine.signal, setProgress);
      setReport(done);
      announce(t("delete.said", { deleted: shown(done.deleted), failed: shown(done.failed) }));
      const refused = done.failures.find((one) => one.problem.class === "permission_denied");
      if (done.deleted === 0 && refused !== undefined) {
        noteDenied(connectorId, wanted.bucket, "delete", refused.problem);
      }
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setDeleting(false);
    }
  }

  return (
    <Modal
      opened
      onClose={() => {
        if (!deleting) close();
      }}
      closeOnClickOutside={!deleting}
      closeOnEscape={!deleting}
      title={report === undefined ? t("delete.title", { place }) : t("delete.doneTitle")}
      closeButtonProps={{ "aria-label": t("close"), disabled: deleting }}
      size="lg"
      data-testid="delete-dialog"
    >
      {report !== undefined ? (
        <Result
          report={report}
          onRetry={() => {
            const objects = report.failures.map(({ object }) => object.key);
            void remove({ bucket: selection.bucket, objects, prefixes: [] }, objects.length);
          }}
          onClose={close}
        />
      ) : deleting ? (
        <Stack gap="sm">
          <Text size="sm">{t(stopping ? "delete.stopping" : "delete.deleting")}</Text>
          <Moving progress={progress} />
          <Group justify="flex-end">
            <Button
              variant="default"
              disabled={stopping}
              onClick={() => {
                setStopping(true);
                waiting.current?.abort();
              }}
              data-testid="delete-stop"
            >
              {t("stop")}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (complete && confirmed && number > 0) void remove(selection, number);
          }}
        >
          <Stack gap="sm">
            <CountFacts counting={counting} />
            <Text size="sm">{t("delete.warning")}</Text>
            {complete && mustType ? (
              <TextInput
                label={t("delete.type", { number: String(number) })}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                autoComplete="off"
                inputMode="numeric"
                data-testid="delete-number"
              />
            ) : null}
            {problem === undefined ? null : (
              <ProblemAlert
                problem={problem}
                actions={
                  <Button
                    variant="default"
                    onClick={() => {
                      setProblem(undefined);
                      setTyped("");
                      counting.again();
                    }}
                    data-testid="delete-recount"
                  >
                    {t("count.again")}
                  </Button>
                }
              />
            )}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close} data-autofocus data-testid="delete-cancel">
                {t("cancel")}
              </Button>
              <Button
                type="submit"
                color="red"
                disabled={!complete || number === 0 || !confirmed}
                data-testid="delete-yes"
              >
                {complete
                  ? t("delete.yes", { count: number, shown: shown(number), size: bytes(count?.bytes ?? 0) })
                  : t("delete.yesWaits")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Moving({ progress }: { progress: DeleteReport | undefined }) {
  const { t } = useTranslation("browse");
  const asked = progress?.asked ?? 0;
  const tried = progress === undefined ? 0 : progress.deleted + progress.already_gone + progress.failed;
  return (
    <div>
      <Progress value={asked === 0 ? 0 : (tried / asked) * 100} aria-label={t("delete.progress")} />
      <Text size="sm" c="dimmed" mt={6}>
        {t("delete.soFar", { tried: shown(tried), asked: shown(asked) })}
        {progress !== undefined && progress.failed > 0
          ? ` ${t("delete.failedSoFar", { count: progress.failed, shown: shown(progress.failed) })}`
          : ""}
      </Text>
    </div>
  );
}

function Result({ report, onRetry, onClose }: { report: DeleteReport; onRetry: () => void; onClose: () => void }) {
  const { t } = useTranslation("browse");
  const { deleted, already_gone: gone, failed, not_tried: left, failures, versioned } = report;
  const columns = useMemo<Column<ItemFailure>[]>(
    () => [
      {
        id: "key",
        header: t("column.name"),
        minWidth: 160,
        cell: ({ object }) => <KeyText value={object.key} keepEnd />,
      },
      {
        id: "problem",
        header: t("delete.why"),
        grow: 2,
        minWidth: 200,
        cell: ({ problem }) => <span title={`${problem.message} ${problem.remedy}`}>{problem.message}</span>,
      },
    ],
    [t],
  );
  const lines: string[] = [t("delete.deleted", { count: deleted, shown: shown(deleted) })];
  if (gone > 0) lines.push(t("delete.gone", { count: gone, shown: shown(gone) }));
  if (failed > 0) lines.push(t("delete.failed", { count: failed, shown: shown(failed) }));
  if (left > 0) lines.push(t("delete.left", { count: left, shown: shown(left) }));
  return (
    <Stack gap="sm" data-testid="delete-result">
      <ul className={classes.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {deleted > 0 ? (
        <Text size="sm" c="dimmed">
          {t(versioned ? "delete.versioned" : "delete.final")}
        </Text>
      ) : null}
      {failures.length > 0 ? (
        <>
          {failed > failures.length ? (
            <Text size="sm">{t("delete.firstOnly", { shown: shown(failures.length) })}</Text>
          ) : null}
          <div className={classes.failures}>
            <VirtualTable<ItemFailure>
              label={t("delete.failures")}
              total={failures.length}
              columns={columns}
              rowAt={(index) => failures[index]}
              getRowId={({ object }) => `${object.bucket}/${object.key}`}
              testId="delete-failures"
            />
          </div>
          <Text size="sm" c="dimmed">
            {failures[0]?.problem.remedy}
          </Text>
        </>
      ) : null}
      <Group justify="flex-end" gap="xs">
        {failures.length > 0 ? (
          <Button variant="default" onClick={onRetry} data-testid="delete-retry">
            {t("delete.retry", { count: failures.length, shown: shown(failures.length) })}
          </Button>
        ) : null}
        <Button onClick={onClose} data-autofocus data-testid="delete-close">
          {t("close")}
        </Button>
      </Group>
    </Stack>
  );
}
