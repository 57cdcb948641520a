/**
 * A temporary link to one file. It is shown once and lives in this dialog only: no cache, no address and no
 * storage holds it.
 */
import { Alert, Button, Group, Modal, NumberInput, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectRef, TemporaryLink } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { dateTime } from "../../kit/format";
import { plainKey } from "../../kit/KeyText";
import { ProblemAlert } from "../../kit/ProblemAlert";
import { noteDenied } from "./denials";
import { nameOf } from "./keys";
import { asProblem, makeLink } from "./queries";

const HOUR = 3_600;
const DAY = 86_400;
const MOST = 7 * DAY;
const UNITS = { minutes: 60, hours: HOUR, days: DAY } as const;
type Unit = keyof typeof UNITS;

const CHOICES = [
  ["hour", HOUR],
  ["day", DAY],
  ["week", MOST],
] as const;

interface Props {
  connectorId: string;
  object: ObjectRef;
  onClose: () => void;
}

export function LinkDialog({ connectorId, object, onClose }: Props) {
  const { t } = useTranslation("browse");
  const [choice, setChoice] = useState<string>("hour");
  const [amount, setAmount] = useState<number | string>(12);
  const [unit, setUnit] = useState<Unit>("hours");
  const [link, setLink] = useState<TemporaryLink>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const waiting = useRef<AbortController>(undefined);

  useEffect(() => () => waiting.current?.abort(), []);
  useEffect(() => {
    if (link !== undefined) field.current?.select();
  }, [link]);

  const custom = typeof amount === "number" ? amount * UNITS[unit] : Number.NaN;
  const seconds = CHOICES.find(([id]) => id === choice)?.[1] ?? custom;
  const refusal = !(seconds >= 60) ? t("link.tooShort") : seconds > MOST ? t("link.tooLong") : undefined;

  async function make() {
    const mine = new AbortController();
    waiting.current = mine;
    setBusy(true);
    setProblem(undefined);
    try {
      const made = await makeLink(connectorId, object, Math.round(seconds), mine.signal);
      if (mine.signal.aborted) return;
      setLink(made);
      announce(t("link.made"));
    } catch (thrown) {
      if (mine.signal.aborted) return;
      setProblem(thrown);
      noteDenied(connectorId, object.bucket, "link", asProblem(thrown));
    } finally {
      if (!mine.signal.aborted) setBusy(false);
    }
  }

  async function copy() {
    if (link === undefined) return;
    try {
      await navigator.clipboard.writeText(link.url);
      setCopied(true);
      announce(t("link.copied"));
    } catch (thrown) {
      setProblem(thrown);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t("link.title", { name: plainKey(nameOf(object.key)) })}
      closeButtonProps={{ "aria-label": t("close") }}
      data-testid="link-dialog"
    >
      {link === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (refusal === undefined) void make();
          }}
        >
          <Stack gap="sm">
            <Alert color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />}>
              {t("link.warning")}
            </Alert>
            <Radio.Group label={t("link.ends")} value={choice} onChange={setChoice}>
              <Stack gap={8} mt={6}>
                {CHOICES.map(([id]) => (
                  <Radio key={id} value={id} label={t(`link.after.${id}`)} data-testid={`link-${id}`} />
                ))}
                <Radio value="custom" label={t("link.after.custom")} data-testid="link-custom" />
              </Stack>
            </Radio.Group>
            {choice === "custom" ? (
              <Group gap="xs" align="flex-end">
                <NumberInput
                  label={t("link.amount")}
                  value={amount}
                  onChange={setAmount}
                  min={1}
                  allowDecimal={false}
                  hideControls
                  w={110}
                  {...(refusal === undefined ? {} : { error: true, "aria-describedby": "link-refusal" })}
                  data-testid="link-amount"
                />
                <Select
                  label={t("link.unit")}
                  data={(Object.keys(UNITS) as Unit[]).map((value) => ({ value, label: t(`link.units.${value}`) }))}
                  value={unit}
                  onChange={(value) => setUnit((value ?? "hours") as Unit)}
                  allowDeselect={false}
                  w={140}
                />
              </Group>
            ) : null}
            {refusal === undefined ? null : (
              <Text size="sm" id="link-refusal" style={{ color: "var(--tg-critical)" }} role="alert">
                {refusal}
              </Text>
            )}
            {problem === undefined ? null : <ProblemAlert problem={problem} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={busy} disabled={refusal !== undefined} data-testid="link-make">
                {t("link.make")}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="sm">
          <TextInput
            ref={field}
            label={t("link.url")}
            value={link.url}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
            data-autofocus
            data-testid="link-url"
          />
          <Text size="sm">{t("link.until", { at: dateTime(link.expires_at) })}</Text>
          {link.shortened ? (
            <Alert color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />} data-testid="link-shortened">
              {t("link.shortened")}
            </Alert>
          ) : null}
          <Text size="sm" c="dimmed">
            {t("link.once")}
          </Text>
          {problem === undefined ? null : <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-testid="link-close">
              {t("close")}
            </Button>
            <Button
              leftSection={<IconCopy size={16} aria-hidden />}
              onClick={() => void copy()}
              data-testid="link-copy"
            >
              {copied ? t("link.copiedShort") : t("link.copy")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
