/** A button that puts a text on the clipboard and says whether it got there. */
import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announce";
import { toastProblem } from "./toast";

/** Milliseconds that the button says what it did. */
const SAID_MS = 2500;

interface Props {
  /** Made when it is asked for. */
  text: () => string;
  label?: string;
  disabled?: boolean;
  size?: string;
  testId?: string;
}

export function CopyButton({ text, label, disabled = false, size = "xs", testId }: Props) {
  const { t } = useTranslation("kit");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
      announce(t("copied"));
    } catch {
      toastProblem({ class: "internal", message: t("notCopied"), remedy: t("notCopiedRemedy") });
    }
  };
  return (
    <Button
      size={size}
      variant="default"
      leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      disabled={disabled}
      onClick={() => void copy()}
      data-testid={testId}
    >
      {copied ? t("copied") : (label ?? t("copy"))}
    </Button>
  );
}
