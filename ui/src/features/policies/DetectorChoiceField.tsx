/** Which detectors a policy uses: categories that open, boxes to tick, and a search over all of them. */

import { ActionIcon, Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Category, DetectorChoice, DetectorInfo } from "../../ipc/bindings";
import { SeverityBadge } from "../../kit/badges";
import { count } from "../../kit/format";
import layout from "../../kit/ListAndPanel.module.css";
import { NoMatch } from "../../kit/StateViews";
import { grouped, takes, takesLater, withAll, withCategory, withDetector } from "./choice";
import classes from "./policies.module.css";

interface Props {
  known: readonly DetectorInfo[];
  choice: DetectorChoice;
  disabled: boolean;
  onChange: (choice: DetectorChoice) => void;
}

export function DetectorChoiceField({ known, choice, disabled, onChange }: Props) {
  const { t } = useTranslation("policies");
  const id = useId();
  const [text, setText] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<Category>>(new Set());
  const searching = text.trim() !== "";
  const whole = useMemo(() => grouped(known, ""), [known]);
  const groups = useMemo(() => grouped(known, text), [known, text]);
  const on = known.filter((one) => takes(choice, one)).length;
  const toggle = (category: Category) =>
    setOpened((now) => {
      const next = new Set(now);
      if (!next.delete(category)) next.add(category);
      return next;
    });
  return (
    <div>
      <Group gap="sm" mb="xs">
        <TextInput
          aria-label={t("choice.search")}
          placeholder={t("choice.search")}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && text !== "") {
              event.stopPropagation();
              setText("");
            }
          }}
          autoComplete="off"
          spellCheck={false}
          style={{ flex: "1 1 220px", maxWidth: 340 }}
          data-testid="policy-detectors-search"
        />
        <Text size="sm" c="dimmed" role="status" data-testid="policy-detectors-on">
          {t("choice.on", { count: known.length, on: count(on), all: count(known.length) })}
        </Text>
        {disabled ? null : (
          <Group gap={4} ml="auto">
            <Button variant="subtle" size="compact-sm" onClick={() => onChange(withAll(true))}>
              {t("choice.all")}
            </Button>
            <Button variant="subtle" size="compact-sm" onClick={() => onChange(withAll(false))}>
              {t("choice.none")}
            </Button>
          </Group>
        )}
      </Group>
      {groups.length === 0 ? <NoMatch onClear={() => setText("")} text={t("choice.noMatch")} /> : null}
      <ul className={classes.categories}>
        {groups.map(({ category, detectors }) => {
          const all = whole.find((one) => one.category === category)?.detectors ?? detectors;
          const chosen = all.filter((one) => takes(choice, one)).length;
          const open = searching || opened.has(category);
          const name = t(`kit:category.${category}`);
          return (
            <li key={category}>
              <div className={classes.category}>
                <ActionIcon
                  size="md"
                  color="gray"
                  aria-label={t(open ? "choice.close" : "choice.open", { name })}
                  aria-expanded={open}
                  aria-controls={`${id}-${category}`}
                  disabled={searching}
                  onClick={() => toggle(category)}
                  data-testid={`policy-category-open-${category}`}
                >
                  {open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
                </ActionIcon>
                <Checkbox
                  label={name}
                  checked={chosen === all.length}
                  indeterminate={chosen > 0 && chosen < all.length}
                  disabled={disabled}
                  onChange={() => onChange(withCategory(choice, category, chosen < all.length, known))}
                  data-testid={`policy-category-${category}`}
                />
                <span className={layout.quiet}>
                  {t("choice.of", { count: all.length, on: count(chosen), all: count(all.length) })}
                  {takesLater(choice, category) ? ` · ${t("choice.later")}` : ""}
                </span>
              </div>
              <ul id={`${id}-${category}`} className={classes.detectors} hidden={!open}>
                {open
                  ? detectors.map((one) => (
                      <li key={one.id}>
                        <Checkbox
                          label={one.title}
                          checked={takes(choice, one)}
                          disabled={disabled}
                          onChange={(event) => onChange(withDetector(choice, one, event.currentTarget.checked))}
                          data-testid={`policy-detector-${one.id}`}
                        />
                        <SeverityBadge severity={one.severity} />
                      </li>
                    ))
                  : null}
              </ul>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
