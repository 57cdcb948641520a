/** A file's text by its parts, with its findings marked in place. Drawn once per text: which mark is current is set beside. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { calm } from "../../kit/calm";
import { percent } from "../../kit/format";
import classes from "./browse.module.css";
import type { Section } from "./marks";

interface Props {
  sections: readonly Section[];
  /** Lines that are too long go on below. Tables keep theirs. */
  wrap: boolean;
  titleOf: (detector: string) => string;
  /** What a rule says, as far as it is known. */
  ruleOf: (rule: string) => string;
}

export const MarkedText = memo(function MarkedText({ sections, wrap, titleOf, ruleOf }: Props) {
  const { t } = useTranslation("browse");
  const documentLike = sections.some(({ title }) => title !== undefined);
  return sections.map(({ title, pieces, table }, at) => (
    // Parts of one text have no identity beyond their place.
    <div key={at} className={classes.part} data-wrap={(documentLike ? !table : wrap) || undefined}>
      {title === undefined ? null : (
        <h3 className={classes.partTitle} data-part={at}>
          {calm(title)}
        </h3>
      )}
      {pieces.map((piece, place) =>
        piece.mark === null ? (
          <span key={place}>{calm(piece.text)}</span>
        ) : (
          <mark
            key={place}
            className={classes.mark}
            data-severity={piece.mark.severity}
            data-index={piece.index < 0 ? undefined : piece.index}
            data-allowed={piece.mark.hidden_by === undefined ? undefined : true}
            title={
              piece.mark.hidden_by === undefined
                ? t("preview.markTitle", {
                    detector: titleOf(piece.mark.detector),
                    severity: t(`kit:severity.${piece.mark.severity}`),
                    confidence: percent(piece.mark.confidence),
                  })
                : t("preview.allowedTitle", {
                    detector: titleOf(piece.mark.detector),
                    rule: ruleOf(piece.mark.hidden_by),
                  })
            }
          >
            {calm(piece.text)}
          </mark>
        ),
      )}
    </div>
  ));
});
