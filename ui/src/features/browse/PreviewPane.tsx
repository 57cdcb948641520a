/** The text of a file with its findings marked in place: masked, until the person asks to see the values. */
import { ActionIcon, Button, Select, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp, IconEye, IconEyeOff, IconTextWrap } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectRef } from "../../ipc/bindings";
import { count, percent } from "../../kit/format";
import { TextLink } from "../../kit/links";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { useActions } from "../../kit/shortcuts";
import classes from "./browse.module.css";
import { MarkedText } from "./MarkedText";
import { sections } from "./marks";
import { useAllowNotes, useDetectorTitles } from "./queries";
import { usePreview } from "./usePreview";

interface Props {
  connectorId: string;
  object: ObjectRef;
  onClose: () => void;
}

export function PreviewPane({ connectorId, object, onClose }: Props) {
  const { t } = useTranslation("browse");
  const shown = usePreview(connectorId, object);
  const { answer } = shown;
  const titles = useDetectorTitles().data;
  const titleOf = useCallback((id: string) => titles?.get(id) ?? id, [titles]);
  const [current, setCurrent] = useState(-1);
  const box = useRef<HTMLDivElement>(null);
  const allowed = useMemo(() => answer?.marks.filter((one) => one.hidden_by !== undefined).length ?? 0, [answer]);
  const [withAllowed, setWithAllowed] = useLocalStorage({
    key: "browse.not-sensitive",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  // Rows of a table are compared; a letter is read.
  const lined = /^(csv|tsv|jsonl|log)/iu.test(answer?.format ?? "");
  const [wrap, setWrap] = useLocalStorage({
    key: `browse.wrap.${lined ? "rows" : "text"}`,
    defaultValue: !lined,
    getInitialValueInEffect: false,
  });
  const notes = useAllowNotes(allowed > 0).data;
  const ruleOf = useCallback((id: string) => notes?.get(id) ?? t("preview.unnamedRule"), [notes, t]);
  const cut = useMemo(() => {
    if (answer === undefined) return [];
    const marks = withAllowed ? answer.marks : answer.marks.filter((one) => one.hidden_by === undefined);
    return sections(answer.text, marks, answer.parts ?? []);
  }, [answer, withAllowed]);
  const marked = useMemo(() => cut.flatMap(({ pieces }) => pieces.filter(({ index }) => index >= 0)), [cut]);
  const marks = marked.length;
  const parts = useMemo(
    () => cut.flatMap(({ title }, at) => (title === undefined ? [] : [{ value: String(at), label: title }])),
    [cut],
  );
  const mark = marked[current]?.mark ?? undefined;
  const partOfMark = cut.find(({ pieces }) => pieces.some((piece) => current >= 0 && piece.index === current));

  // Another file starts at its beginning.
  useEffect(() => setCurrent(-1), [object.bucket, object.key]);

  // The text is drawn once; only which of its marks is current moves. A new text, or new names, is drawn anew.
  useEffect(() => {
    const found = box.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    if (!found) return;
    found.setAttribute("data-current", "true");
    found.scrollIntoView({ block: "center" });
    return () => found.removeAttribute("data-current");
  }, [current, cut, titleOf, ruleOf]);

  const step = (by: number) =>
    setCurrent((now) => (marks === 0 ? -1 : (Math.max(now, by < 0 ? 0 : -1) + by + marks) % marks));
  const goToPart = (at: string | null) => {
    const head = box.current?.querySelector<HTMLElement>(`[data-part="${at}"]`);
    head?.scrollIntoView({ block: "start" });
  };

  useActions([
    {
      id: "browse.nextMark",
      label: t("preview.next"),
      keys: "n",
      group: t("preview.title"),
      enabled: marks > 0,
      run: () => step(1),
    },
    {
      id: "browse.previousMark",
      label: t("preview.previous"),
      keys: "shift+n",
      group: t("preview.title"),
      enabled: marks > 0,
      run: () => step(-1),
    },
  ]);

  if (shown.problem !== undefined) return <ErrorState problem={shown.problem} onRetry={shown.retry} />;
  if (answer === undefined) return <LoadingState text={t("preview.loading")} onCancel={onClose} />;
  return (
    <>
      <div className={classes.previewBar}>
        <span>{answer.format}</span>
        <span role="status" data-testid="browse-marks">
          {mark !== undefined
            ? t("preview.which", { index: count(current + 1), total: count(marks) })
            : marks === 0
              ? t("preview.noMarks")
              : t("preview.marks", { count: marks, shown: count(marks) })}
        </span>
        <ActionIcon
          size="md"
          color="gray"
          disabled={marks === 0}
          onClick={() => step(-1)}
          aria-label={t("preview.previous")}
          aria-keyshortcuts="Shift+N"
          title={`${t("preview.previous")} (Shift+N)`}
          data-testid="browse-previous-mark"
        >
          <IconChevronUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="md"
          color="gray"
          disabled={marks === 0}
          onClick={() => step(1)}
          aria-label={t("preview.next")}
          aria-keyshortcuts="N"
          title={`${t("preview.next")} (N)`}
          data-testid="browse-next-mark"
        >
          <IconChevronDown size={16} aria-hidden />
        </ActionIcon>
        <span className={classes.spacer} />
        {parts.length > 0 ? null : (
          <ActionIcon
            size="md"
            color="gray"
            variant={wrap ? "light" : "subtle"}
            onClick={() => setWrap(!wrap)}
            aria-label={t("preview.wrap")}
            aria-pressed={wrap}
            title={t("preview.wrap")}
            data-testid="browse-wrap"
          >
            <IconTextWrap size={16} aria-hidden />
          </ActionIcon>
        )}
        <Button
          variant="default"
          size="compact-md"
          leftSection={answer.revealed ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />}
          disabled={marks + allowed === 0}
          onClick={() => shown.setReveal(!answer.revealed)}
          aria-pressed={answer.revealed}
          data-testid="browse-show-values"
        >
          {t(answer.revealed ? "preview.hide" : "preview.show")}
        </Button>
      </div>
      {marks === 0 ? null : (
        <div className={classes.quiet} role="status" data-testid="browse-mark">
          {mark === undefined
            ? t("preview.keys")
            : [
                partOfMark?.title ?? "",
                t("preview.markTitle", {
                  detector: titleOf(mark.detector),
                  severity: t(`kit:severity.${mark.severity}`),
                  confidence: percent(mark.confidence),
                }),
              ]
                .filter((one) => one !== "")
                .join(": ")}
        </div>
      )}
      {allowed === 0 ? null : (
        <div className={classes.allowed} data-testid="browse-allowed">
          <Switch
            size="sm"
            label={t("preview.allowed", { count: allowed, shown: count(allowed) })}
            checked={withAllowed}
            onChange={(event) => setWithAllowed(event.currentTarget.checked)}
            data-testid="browse-show-allowed"
          />
          <TextLink to="/policies" search={{ tab: "allow" }}>
            {t("preview.rules")}
          </TextLink>
        </div>
      )}
      {parts.length > 1 ? (
        <Select
          aria-label={t("preview.part")}
          placeholder={t("preview.part")}
          data={parts}
          value={null}
          onChange={goToPart}
          searchable={parts.length > 12}
          data-testid="browse-part"
        />
      ) : null}
      <div
        ref={box}
        role="region"
        className={classes.text}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
        tabIndex={0}
        aria-label={t("preview.title")}
        data-testid="browse-preview"
      >
        {answer.text === "" ? <span className={classes.quiet}>{t("preview.empty")}</span> : null}
        <MarkedText sections={cut} wrap={wrap} titleOf={titleOf} ruleOf={ruleOf} />
      </div>
      <div className={classes.quiet}>
        {answer.revealed
          ? t("preview.shown", { count: shown.secondsLeft })
          : marks + allowed > 0
            ? t("preview.masked")
            : null}{" "}
        {answer.truncated ? t("preview.truncated") : null}
      </div>
    </>
  );
}
