/** Who can reach something, as a word with a sign. What could not be read is never shown as private. */
import { IconHelp, IconLock, IconUsers, IconWorld, type TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ExposureLevel } from "../ipc/bindings";
import { type Tone, ToneBadge } from "./badges";
import classes from "./kit.module.css";

const levels: Record<ExposureLevel, [Tone, TablerIcon]> = {
  public: ["critical", IconWorld],
  shared: ["high", IconUsers],
  unknown: ["neutral", IconHelp],
  private: ["good", IconLock],
};

interface Props {
  level: ExposureLevel;
  /** The sign alone, where there is no room for the word. */
  brief?: boolean;
}

export function ExposureBadge({ level, brief = false }: Props) {
  const { t } = useTranslation("kit");
  const [tone, icon] = levels[level];
  if (brief) {
    const Icon = icon;
    return (
      <span
        className={classes.badge}
        data-tone={tone}
        role="img"
        aria-label={t(`exposure.${level}`)}
        title={t(`exposure.title.${level}`)}
        data-exposure={level}
      >
        <Icon size={14} stroke={2.2} aria-hidden />
      </span>
    );
  }
  return (
    <span title={t(`exposure.title.${level}`)} data-exposure={level}>
      <ToneBadge tone={tone} icon={icon}>
        {t(`exposure.${level}`)}
      </ToneBadge>
    </span>
  );
}
