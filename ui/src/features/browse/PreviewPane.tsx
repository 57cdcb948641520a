/** The text of a file with its findings marked in place: masked, until the person asks to see the values. */
import { ActionIcon, Button } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectRef } from "../../ipc/bindings";
import { count, percent } from "../../kit/format";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import classes from "./browse.module.css";
import { calm, stretches } from "./marks";
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
  const [current, setCurrent] = useState(-1);
  const box = useRef<HTMLPreElement>(null);
  const pieces = useMemo(() => (answer ? stretches(answer.text, answer.marks) : []), [answer]);
  const marks = pieces.reduce((most, piece) => Math.max(most, piece.index + 1), 0);

  // Another file starts at its beginning.
  useEffect(() => setCurrent(-1), [object.bucket, object.key]);

  useEffect(() => {
    if (current >= 0) box.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: "center" });
  }, [current]);

  const step = (by: number) =>
    setCurrent((now) => (marks === 0 ? -1 : (Math.max(now, by < 0 ? 0 : -1) + by + marks) % marks));

  if (shown.problem !== undefined) return <ErrorState problem={shown.problem} onRetry={shown.retry} />;
  if (answer === undefined) return <LoadingState text={t("preview.loading")} onCancel={onClose} />;
  return (
    <>
      <div className={classes.previewBar}>
        <span>{answer.format}</span>
        <span data-testid="browse-marks">
          {current >= 0
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
        >
          <IconChevronUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="md"
          color="gray"
          disabled={marks === 0}
          onClick={() => step(1)}
          aria-label={t("preview.next")}
          data-testid="browse-next-mark"
        >
          <IconChevronDown size={16} aria-hidden />
        </ActionIcon>
        <span className={classes.spacer} />
        <Button
          variant="default"
          size="compact-md"
          leftSection={answer.revealed ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />}
          disabled={marks === 0}
          onClick={() => shown.setReveal(!answer.revealed)}
          aria-pressed={answer.revealed}
          data-testid="browse-show-values"
        >
          {t(answer.revealed ? "preview.hide" : "preview.show")}
        </Button>
      </div>
      <pre
        ref={box}
        role="region"
        className={classes.text}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
        tabIndex={0}
        aria-label={t("preview.title")}
        data-testid="browse-preview"
      >
        {answer.text === "" ? <span className={classes.quiet}>{t("preview.empty")}</span> : null}
        {pieces.map((piece, place) =>
          piece.mark === null ? (
            // Pieces of one text have no identity beyond their place.
            <span key={place}>{calm(piece.text)}</span>
          ) : (
            <mark
              key={place}
              className={classes.mark}
              data-severity={piece.mark.severity}
              data-index={piece.index}
              data-current={piece.index === current || undefined}
              title={t("preview.markTitle", {
                detector: piece.mark.detector,
                severity: t(`kit:severity.${piece.mark.severity}`),
                confidence: percent(piece.mark.confidence),
              })}
            >
              {calm(piece.text)}
            </mark>
          ),
        )}
      </pre>
      <div className={classes.quiet}>
        {answer.revealed ? t("preview.shown", { count: shown.secondsLeft }) : marks > 0 ? t("preview.masked") : null}{" "}
        {answer.truncated ? t("preview.truncated") : null}
      </div>
    </>
  );
}
