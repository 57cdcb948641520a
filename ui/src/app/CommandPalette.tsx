/** Everything that can be done now, found by typing: actions of the page, pages, and connectors by name. */
import { Modal, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyCaps } from "../kit/KeyCaps";
import { type Action, useRegisteredActions } from "../kit/shortcuts";
import { useConnectorNames } from "./queries";
import classes from "./Shell.module.css";

interface Props {
  opened: boolean;
  onClose: () => void;
}

/** Every typed word occurs in the text, in any order and without case. */
export function found(text: string, typed: string): boolean {
  const where = text.toLocaleLowerCase();
  return typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}

export function CommandPalette({ opened, onClose }: Props) {
  const { t } = useTranslation("app");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("palette.title")}
      size="lg"
      yOffset="12vh"
      centered={false}
      closeButtonProps={{ "aria-label": t("close") }}
      data-testid="palette"
    >
      {opened ? <Options onClose={onClose} /> : null}
    </Modal>
  );
}

function Options({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const base = useId();
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed.trim(), 120);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const actions = useRegisteredActions();
  const connectors = useConnectorNames(settled, true);

  const options = useMemo(() => {
    // What the page offers stands before what is always there.
    const own = actions.filter((action) => action.palette !== false && !/^(app|go|engine)\./.test(action.id));
    const always = actions.filter((action) => action.palette !== false && /^(app|go|engine)\./.test(action.id));
    const named = (connectors.data ?? []).map<Action>((connector) => ({
      id: `connector.${connector.id}`,
      label: connector.name,
      group: t("groups.connectors"),
      run: () => void navigate({ to: "/connectors/$id", params: { id: connector.id } }),
    }));
    return [...own, ...always, ...named].filter((action) =>
      found(`${action.label} ${action.group ?? ""}`, typed.trim()),
    );
  }, [actions, connectors.data, navigate, t, typed]);

  const at = Math.min(active, Math.max(0, options.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[id="${base}-${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at, base]);

  function choose(action: Action | undefined) {
    if (!action || action.enabled === false) return;
    onClose();
    // The dialog gives the focus back first; what is opened next may take it.
    setTimeout(action.run, 0);
  }

  function onKeyDown(event: KeyboardEvent) {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(options.length - 1, to)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(options[at]);
    }
  }

  return (
    <>
      <TextInput
        data-autofocus
        aria-label={t("palette.title")}
        placeholder={t("palette.placeholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded
        aria-controls={`${base}-list`}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? `${base}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        data-testid="palette-input"
      />
      <div ref={list} id={`${base}-list`} role="listbox" aria-label={t("palette.title")} className={classes.options}>
        {options.map((action, index) => {
          const heading = action.group !== options[index - 1]?.group ? action.group : undefined;
          return (
            <div key={action.id} role="presentation">
              {heading ? (
                <div className={classes.optionGroup} aria-hidden>
                  {heading}
                </div>
              ) : null}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
              <div
                id={`${base}-${index}`}
                role="option"
                aria-selected={index === at}
                aria-disabled={action.enabled === false || undefined}
                className={classes.option}
                onMouseMove={() => setActive(index)}
                onClick={() => choose(action)}
              >
                <span>{action.label}</span>
                <KeyCaps action={action} />
              </div>
            </div>
          );
        })}
      </div>
      {options.length === 0 ? (
        <Text size="sm" c="dimmed" py="md" ta="center" role="status">
          {t("palette.none")}
        </Text>
      ) : null}
    </>
  );
}
