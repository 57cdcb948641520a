/** Where the browser is, part by part; editable as text (Ctrl+L), with bytes that cannot be shown spelled out. */
import { ActionIcon, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyText } from "../../kit/KeyText";
import classes from "./browse.module.css";
import { ancestors, nameOf, placePath, readPath } from "./keys";

export interface PathBarHandle {
  edit: () => void;
}

interface Props {
  connectorName: string;
  /** The source has buckets above its keys. */
  buckets: boolean;
  bucket: string;
  prefix: string;
  onGo: (bucket: string, prefix: string) => void;
  ref: Ref<PathBarHandle>;
}

export function PathBar({ connectorName, buckets, bucket, prefix, onGo, ref }: Props) {
  const { t } = useTranslation("browse");
  const [typed, setTyped] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const crumbs = useRef<HTMLDivElement>(null);
  const edit = () => setTyped(placePath(buckets, bucket, prefix));
  useImperativeHandle(ref, () => ({ edit }));

  const editing = typed !== undefined;
  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);

  // The end of a long path is what tells it from its neighbours.
  // Runs when the place changes.
  useEffect(() => {
    if (crumbs.current) crumbs.current.scrollLeft = crumbs.current.scrollWidth;
  }, [bucket, prefix, editing]);

  if (editing) {
    return (
      <TextInput
        ref={input}
        style={{ flex: "3 1 220px" }}
        aria-label={t("path")}
        description={undefined}
        title={t("pathHint")}
        value={typed}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => setTyped(undefined)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            const place = readPath(buckets, typed);
            setTyped(undefined);
            onGo(place.bucket, place.prefix);
          } else if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            setTyped(undefined);
          }
        }}
        data-testid="browse-path"
      />
    );
  }

  const parts = [
    { id: "top", name: connectorName, bucket: "", prefix: "" },
    ...(buckets && bucket !== "" ? [{ id: "bucket", name: bucket, bucket, prefix: "" }] : []),
    ...ancestors(prefix).map((one) => ({
      id: `p${one}`,
      name: nameOf(one).replace(/(.)\/$/, "$1"),
      bucket,
      prefix: one,
    })),
  ];
  return (
    <nav
      className={classes.path}
      aria-label={t("path")}
      data-testid="browse-path"
      data-path={placePath(buckets, bucket, prefix)}
    >
      <div className={classes.crumbs} ref={crumbs}>
        {parts.map((part, index) => (
          <span key={part.id} style={{ display: "contents" }}>
            {index > 0 ? (
              <span className={classes.slash} aria-hidden>
                /
              </span>
            ) : null}
            <button
              type="button"
              className={classes.crumb}
              onClick={() => onGo(part.bucket, part.prefix)}
              {...(index === parts.length - 1 ? { "aria-current": "location" as const } : {})}
            >
              <KeyText value={part.name} mono={false} />
            </button>
          </span>
        ))}
      </div>
      <ActionIcon size="md" color="gray" onClick={edit} aria-label={t("editPath")} aria-keyshortcuts="Control+L">
        <IconPencil size={16} aria-hidden />
      </ActionIcon>
    </nav>
  );
}
