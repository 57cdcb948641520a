/** What to grant, as texts to paste where the service keeps its rules. Asked for when it is opened. */
import { Group, Modal, Stack, Tabs, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectorPoliciesArgs, PolicyText, Problem } from "../../ipc/bindings";
import { CopyButton } from "../../kit/CopyButton";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import classes from "./connectors.module.css";
import { asProblem, connectorPolicies } from "./queries";

interface Props {
  /** What is asked; `undefined` keeps the dialog closed. */
  asked: { policies: ConnectorPoliciesArgs; permission: string | undefined } | undefined;
  onClose: () => void;
}

export function PolicyDialog({ asked, onClose }: Props) {
  const { t } = useTranslation(["connectors", "kit"]);
  const last = useRef(asked);
  if (asked !== undefined) {
    // While it fades out it still shows what it showed.
    last.current = asked;
  }
  const permission = last.current?.permission;
  return (
    <Modal
      opened={asked !== undefined}
      onClose={onClose}
      title={t("grant.title")}
      size="xl"
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <Stack gap="md" data-testid="policies">
        {permission !== undefined && (
          <Text size="sm">
            {t("grant.missing")} <code className={classes.permission}>{permission}</code>
          </Text>
        )}
        {last.current !== undefined && <Texts key={JSON.stringify(last.current)} asked={last.current.policies} />}
      </Stack>
    </Modal>
  );
}

function Texts({ asked }: { asked: ConnectorPoliciesArgs }) {
  const { t } = useTranslation("connectors");
  const [texts, setTexts] = useState<PolicyText[]>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  const what = useRef(asked);
  // `round` asks again.
  useEffect(() => {
    let here = true;
    setProblem(undefined);
    connectorPolicies(what.current).then(
      (found) => here && setTexts(found),
      (thrown) => here && setProblem(asProblem(thrown)),
    );
    return () => {
      here = false;
    };
  }, [round]);
  if (problem !== undefined) {
    return <ErrorState problem={problem} onRetry={() => setRound((now) => now + 1)} />;
  }
  if (texts === undefined) {
    return <LoadingState />;
  }
  if (texts.length === 0) {
    return <Text size="sm">{t("grant.none")}</Text>;
  }
  return (
    <Tabs defaultValue="0" keepMounted={false}>
      <Tabs.List>
        {texts.map((one, at) => (
          <Tabs.Tab key={one.title} value={String(at)}>
            {one.title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {texts.map((one, at) => (
        <Tabs.Panel key={one.title} value={String(at)} pt="sm">
          <Stack gap="sm">
            <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
              <Text size="sm">{one.hint}</Text>
              <CopyButton text={() => one.text} testId={`copy-policy-${at}`} />
            </Group>
            {/* A text field that cannot be changed: keys reach it, scroll it and select in it. */}
            <textarea
              className={classes.code}
              aria-label={one.title}
              readOnly
              wrap="off"
              spellCheck={false}
              rows={Math.min(18, one.text.split("\n").length + 1)}
              value={one.text}
              data-language={one.language}
            />
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
