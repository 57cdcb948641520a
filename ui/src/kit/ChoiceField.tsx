/** A field whose choices the app has to be asked for, such as the profiles of this computer. */
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Choice, Problem } from "../ipc/bindings";
import type { CommonProps } from "./SchemaField";

interface Props {
  common: CommonProps;
  asked: { "aria-required": boolean; placeholder?: string };
  name: string;
  value: string;
  onSet: (value: unknown) => void;
  ask: (field: string) => Promise<Choice[]>;
}

type Answer = { phase: "asking" } | { phase: "known"; choices: Choice[] } | { phase: "failed"; problem: Problem };

export function ChoiceField({ common, asked, name, value, onSet, ask }: Props) {
  const { t } = useTranslation("kit");
  const [answer, setAnswer] = useState<Answer>({ phase: "asking" });
  const latest = useRef(ask);
  latest.current = ask;
  const [round, setRound] = useState(0);
  // `round` asks again.
  useEffect(() => {
    let here = true;
    setAnswer({ phase: "asking" });
    latest.current(name).then(
      (choices) => here && setAnswer({ phase: "known", choices }),
      (problem: Problem) => here && setAnswer({ phase: "failed", problem }),
    );
    return () => {
      here = false;
    };
  }, [name, round]);
  const again = useCallback(() => setRound((now) => now + 1), []);

  if (answer.phase === "failed" || (answer.phase === "known" && answer.choices.length === 0)) {
    const said = answer.phase === "failed" ? answer.problem.message : t("form.noChoices");
    return (
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          {...common}
          {...asked}
          style={{ flex: 1 }}
          description={[common.description, said, t("form.typeInstead")].filter(Boolean).join(" ")}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => onSet(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
        />
        <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={again}>
          {t("form.lookAgain")}
        </Button>
      </Group>
    );
  }

  const choices = answer.phase === "known" ? answer.choices : [];
  // What was chosen before stays shown, even when it is gone from where it was.
  const missing = answer.phase === "known" && value !== "" && !choices.some((one) => one.value === value);
  const all: Choice[] =
    value !== "" && !choices.some((one) => one.value === value)
      ? [...choices, { value, label: value, detail: missing ? t("form.goneChoice") : "", refused: null }]
      : choices;
  const chosen = all.find((one) => one.value === value);
  const below = chosen === undefined ? "" : (chosen.refused ?? chosen.detail);
  return (
    <Select
      {...common}
      {...asked}
      description={[common.description, below].filter(Boolean).join(" ") || undefined}
      data={all.map((one) => ({ value: one.value, label: one.label, disabled: one.refused !== null }))}
      value={value === "" ? null : value}
      placeholder={answer.phase === "asking" ? t("loading") : (asked.placeholder ?? t("form.choose"))}
      disabled={common.disabled || answer.phase === "asking"}
      aria-busy={answer.phase === "asking"}
      allowDeselect
      searchable={all.length > 8}
      maxDropdownHeight={320}
      onChange={(next) => onSet(next ?? undefined)}
      renderOption={({ option }) => {
        const one = all.find((known) => known.value === option.value);
        return (
          <div style={{ minWidth: 0 }}>
            <Text size="sm">{one?.label}</Text>
            {one !== undefined && (one.refused ?? one.detail) !== "" ? (
              <Text size="xs" {...(one.refused === null ? { c: "dimmed" } : {})}>
                {one.refused ?? one.detail}
              </Text>
            ) : null}
          </div>
        );
      }}
    />
  );
}
