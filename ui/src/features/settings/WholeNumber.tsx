/** A whole number within bounds. It is stored when the field is left or Enter is pressed, not at each digit. */
import { NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  description: string;
  value: number;
  min: number;
  max: number;
  suffix?: string;
  onChange: (value: number) => void;
  testId: string;
}

export function WholeNumber({ label, description, value, min, max, suffix, onChange, testId }: Props) {
  const { t } = useTranslation("settings");
  const [typed, setTyped] = useState<number | string>(value);
  useEffect(() => setTyped(value), [value]);
  const good = typeof typed === "number" && Number.isInteger(typed) && typed >= min && typed <= max;

  function store() {
    if (good && typed !== value) onChange(typed);
    else if (!good) setTyped(value);
  }

  return (
    <NumberInput
      label={label}
      description={description}
      value={typed}
      min={min}
      max={max}
      {...(suffix ? { suffix } : {})}
      allowDecimal={false}
      clampBehavior="none"
      styles={{ wrapper: { maxWidth: 320 } }}
      error={good ? undefined : t("syncs.between", { min, max })}
      onChange={setTyped}
      onBlur={store}
      onKeyDown={(event) => event.key === "Enter" && store()}
      data-testid={testId}
    />
  );
}
