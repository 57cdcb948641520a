/** A filter with several answers: a button that says what is chosen and opens a list of boxes to tick. */
import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props<T extends string> {
  label: string;
  /** Said when nothing is chosen. */
  any: string;
  options: readonly { value: T; label: string }[];
  chosen: readonly T[] | undefined;
  onChange: (chosen: T[] | undefined) => void;
  testId?: string;
}

export function ChoiceFilter<T extends string>({ label, any, options, chosen = [], onChange, testId }: Props<T>) {
  const { t } = useTranslation("findings");
  const names = options.filter(({ value }) => chosen.includes(value)).map((one) => one.label);
  const said = names.length === 0 ? any : names.length <= 2 ? names.join(", ") : `${names[0]} + ${names.length - 1}`;
  return (
    <Popover position="bottom-start" withinPortal trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          variant={names.length > 0 ? "light" : "default"}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          fw={500}
          {...(testId ? { "data-testid": testId } : {})}
        >
          {label}: {said}
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah={380} style={{ overflow: "auto" }} aria-label={label}>
        <Checkbox.Group
          value={[...chosen]}
          onChange={(next) => {
            const known = options.map(({ value }) => value).filter((value) => next.includes(value));
            onChange(known.length > 0 ? known : undefined);
          }}
        >
          <Stack gap={8}>
            {options.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </Stack>
        </Checkbox.Group>
        {names.length > 0 ? (
          <Button variant="subtle" size="compact-sm" mt="sm" onClick={() => onChange(undefined)}>
            {t("filter.any")}
          </Button>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
