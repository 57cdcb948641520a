/** Who can reach something, as a word with a sign. What could not be read is never shown as private. */
import { IconHelp, IconLock, IconUsers, IconWorld, type TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ExposureLevel } from "../ipc/bindings";
import { type Tone, ToneBadge } from "./badges";

const levels: Record<ExposureLevel, [Tone, TablerIcon]> = {
  public: ["critical", IconWorld],
  shared: ["high", IconUsers],
  unknown: ["neutral", IconHelp],
  private: ["good", IconLock],
};

export function ExposureBadge({ level }: { level: ExposureLevel }) {
  const { t } = useTranslation("kit");
  const [tone, icon] = levels[level];
  return (
    <span title={t(`exposure.title.${level}`)} data-exposure={level}>
      <ToneBadge tone={tone} icon={icon}>
        {t(`exposure.${level}`)}
      </ToneBadge>
    </span>
  );
}
