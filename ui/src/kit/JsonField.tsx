/** A long text, such as a key file's content. A secret one is covered once it was pasted or left. */
import { Input, Textarea } from "@mantine/core";
import { useState } from "react";
import { FilledText } from "./FilledText";
import type { CommonProps } from "./SchemaField";

interface Props {
  common: CommonProps;
  asked: { "aria-required": boolean; placeholder?: string };
  secret: boolean;
  value: string;
  onSet: (value: string) => void;
}

export function JsonField({ common, asked, secret, value, onSet }: Props) {
  // A secret that is there from the start (pasted elsewhere) is covered too.
  const [open, setOpen] = useState(false);
  if (secret && !open && value !== "") {
    const { label, description, error, withAsterisk } = common;
    return (
      <Input.Wrapper
        label={label}
        labelElement="div"
        {...(description ? { description } : {})}
        error={error}
        withAsterisk={withAsterisk}
      >
        <FilledText
          testId={common["data-testid"]}
          text={value}
          onShow={() => setOpen(true)}
          onClear={() => onSet("")}
        />
      </Input.Wrapper>
    );
  }
  return (
    <Textarea
      {...common}
      {...asked}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      autosize
      minRows={4}
      maxRows={12}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      value={value}
      onChange={(event) => {
        // Typing keeps it open; a whole paste into an empty field covers it at once.
        setOpen(!(value === "" && event.currentTarget.value.length > 1));
        onSet(event.currentTarget.value);
      }}
      onBlur={() => {
        setOpen(false);
        common.onBlur();
      }}
    />
  );
}
