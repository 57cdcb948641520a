/** The four decisions about findings, each with its key. */
import { Button } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconEyeOff, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FindingStatus } from "../../ipc/bindings";

export const DECISIONS = [
  { status: "resolved", key: "r", Icon: IconCheck },
  { status: "ignored", key: "i", Icon: IconEyeOff },
  { status: "false_positive", key: "f", Icon: IconX },
  { status: "open", key: "o", Icon: IconArrowBackUp },
] as const satisfies readonly { status: FindingStatus; key: string; Icon: typeof IconCheck }[];

interface Props {
  disabled: boolean;
  /** The status that is there already: it is not offered again. */
  current?: FindingStatus | undefined;
  onDecide: (status: FindingStatus) => void;
  /** Set apart the buttons of the list from those of the panel. */
  testPrefix: string;
}

export function TriageButtons({ disabled, current, onDecide, testPrefix }: Props) {
  const { t } = useTranslation("findings");
  return (
    <>
      {DECISIONS.filter(({ status }) => status !== current).map(({ status, key, Icon }) => (
        <Button
          key={status}
          variant="default"
          size="compact-sm"
          leftSection={<Icon size={14} aria-hidden />}
          disabled={disabled}
          px={8}
          onClick={() => onDecide(status)}
          title={`${t(`triage.${status}`)} (${key.toUpperCase()})`}
          aria-keyshortcuts={key}
          data-testid={`${testPrefix}${status}`}
        >
          {t(`triage.${status}`)}
        </Button>
      ))}
    </>
  );
}
