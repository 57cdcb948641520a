/** The detectors that a person made for this policy. */

import { ActionIcon, Button, Text } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomDetector } from "../../ipc/bindings";
import { SeverityBadge } from "../../kit/badges";
import layout from "../../kit/ListAndPanel.module.css";
import { toast } from "../../kit/toast";
import { CustomDetectorDialog } from "./CustomDetectorDialog";
import { emptyDetector } from "./draft";
import classes from "./policies.module.css";

interface Props {
  detectors: readonly CustomDetector[];
  disabled: boolean;
  onChange: (change: (now: CustomDetector[]) => CustomDetector[]) => void;
}

export function CustomDetectors({ detectors, disabled, onChange }: Props) {
  const { t } = useTranslation("policies");
  const [edited, setEdited] = useState<CustomDetector>();

  function save(detector: CustomDetector) {
    onChange((now) =>
      now.some(({ id }) => id === edited?.id)
        ? now.map((one) => (one.id === edited?.id ? detector : one))
        : [...now, detector],
    );
  }

  function remove(detector: CustomDetector, at: number) {
    onChange((now) => now.filter(({ id }) => id !== detector.id));
    toast(t("custom.removed", { title: detector.title }), {
      undo: () => onChange((now) => now.toSpliced(at, 0, detector)),
    });
  }

  return (
    <>
      {detectors.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("custom.none")}
        </Text>
      ) : (
        <ul className={classes.rows}>
          {detectors.map((one, at) => (
            <li key={one.id} data-testid={`custom-${one.id}`}>
              <span className={classes.grow}>
                {one.title} <span className={layout.quiet}>custom_{one.id}</span>
                <br />
                <span className={layout.quiet}>
                  {one.look_for.kind === "pattern" ? (
                    <code>{one.look_for.pattern}</code>
                  ) : (
                    t("custom.wordCount", { count: one.look_for.words.length })
                  )}
                </span>
              </span>
              <SeverityBadge severity={one.severity} />
              <ActionIcon
                color="gray"
                disabled={disabled}
                onClick={() => setEdited(one)}
                aria-label={t("custom.edit", { title: one.title })}
              >
                <IconPencil size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                color="gray"
                disabled={disabled}
                onClick={() => remove(one, at)}
                aria-label={t("custom.remove", { title: one.title })}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <Button
        variant="default"
        mt="sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={disabled}
        onClick={() => setEdited(emptyDetector())}
        data-testid="custom-add"
      >
        {t("custom.new")}
      </Button>
      <CustomDetectorDialog
        detector={edited}
        taken={detectors.map(({ id }) => id).filter((id) => id !== edited?.id)}
        onSave={save}
        onClose={() => setEdited(undefined)}
      />
    </>
  );
}
