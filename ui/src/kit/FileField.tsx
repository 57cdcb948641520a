/**
 * A field that holds a file's text: chosen, dropped or pasted. It shows the file's name and never its text,
 * and reads no more than a megabyte.
 */
import { Button, FileButton, Group, Input, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../ipc/client";
import { FilledText } from "./FilledText";
import classes from "./kit.module.css";
import type { CommonProps } from "./SchemaField";

/** Bytes. */
export const LARGEST_FILE = 1024 * 1024;

/** Files of the desktop over the window. The web view itself hears nothing of them: the app tells. */
export interface FileDrops {
  /** Both listen until the returned function is called; places are in CSS pixels. */
  onHover: (handler: (at: { x: number; y: number } | null) => void) => () => void;
  onDrop: (handler: (dropped: { paths: string[]; x: number; y: number }) => void) => () => void;
  /** The text of a file that was just let go. */
  read: (path: string) => Promise<string>;
}

interface Props {
  common: CommonProps;
  /** One is stored already. */
  kept: boolean;
  value: string;
  onSet: (value: string) => void;
  drops?: FileDrops | undefined;
}

export function FileField({ common, kept, value, onSet, drops }: Props) {
  const { t } = useTranslation("kit");
  const [read, setRead] = useState<{ name: string; text: string }>();
  const [fault, setFault] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const { id, label, description, error, withAsterisk, disabled, onBlur } = common;

  async function take(file: File | null | undefined) {
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      setFault(t("form.tooLarge"));
      return;
    }
    try {
      const text = await file.text();
      setFault(undefined);
      setRead({ name: file.name, text });
      onSet(text);
    } catch {
      setFault(t("form.notReadable"));
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) void take(event.dataTransfer.files[0]);
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (disabled || text === "") return;
    setRead(undefined);
    setFault(text.length > LARGEST_FILE ? t("form.tooLarge") : undefined);
    if (text.length <= LARGEST_FILE) onSet(text);
  };

  const dropped = async (path: string) => {
    if (disabled || drops === undefined) return;
    try {
      const text = await drops.read(path);
      setFault(undefined);
      setRead({ name: path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1), text });
      onSet(text);
    } catch (thrown) {
      const { message, remedy } = asProblem(thrown);
      setFault(`${message} ${remedy}`);
    }
  };
  const takeDropped = useRef(dropped);
  takeDropped.current = dropped;
  useEffect(() => {
    if (drops === undefined) return;
    const inside = (at: { x: number; y: number }) => {
      const hit = document.elementFromPoint?.(at.x, at.y);
      return hit != null && box.current?.contains(hit) === true;
    };
    const stopHover = drops.onHover((at) => setOver(at !== null && inside(at)));
    const stopDrop = drops.onDrop(({ paths, x, y }) => {
      setOver(false);
      if (paths[0] !== undefined && inside({ x, y })) void takeDropped.current(paths[0]);
    });
    return () => {
      stopHover();
      stopDrop();
    };
  }, [drops]);

  const said = fault ?? error;
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id: `${id}-label` }}
      {...(description ? { description } : {})}
      error={said}
      errorProps={{ id: `${id}-said` }}
      withAsterisk={withAsterisk}
    >
      <div
        ref={box}
        role="group"
        aria-labelledby={`${id}-label`}
        className={classes.fileDrop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        onPaste={paste}
        data-testid={`${common["data-testid"]}-drop`}
      >
        {value !== "" ? (
          <FilledText
            testId={common["data-testid"]}
            name={read?.text === value ? read.name : undefined}
            text={value}
            onClear={() => {
              setRead(undefined);
              onSet("");
            }}
          />
        ) : null}
        <Group gap="xs" wrap="nowrap">
          <FileButton
            onChange={(file) => void take(file)}
            disabled={disabled}
            inputProps={{ "data-testid": `${common["data-testid"]}-input`, "aria-labelledby": `${id}-label` } as object}
          >
            {(props) => (
              <Button
                {...props}
                id={id}
                variant="default"
                leftSection={<IconFileUpload size={16} aria-hidden />}
                disabled={disabled}
                onBlur={onBlur}
                data-field={common["data-field"]}
                data-testid={common["data-testid"]}
                aria-describedby={said ? `${id}-said` : undefined}
                {...(said ? { "data-invalid": true } : {})}
              >
                {t(value === "" ? "form.chooseFile" : "form.otherFile")}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed">
            {kept && value === "" ? t("form.kept") : t("form.dropFile")}
          </Text>
        </Group>
      </div>
    </Input.Wrapper>
  );
}
