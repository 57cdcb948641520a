/** Everything that the source says of one object: its headers, what people attached, and who can reach it. */
import { ActionIcon } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectRef } from "../../ipc/bindings";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { bytes, count, dateTime, relative } from "../../kit/format";
import { plainKey } from "../../kit/KeyText";
import { ErrorState, LoadingState } from "../../kit/StateViews";
import { toast, toastProblem } from "../../kit/toast";
import classes from "./browse.module.css";
import { showKey } from "./keys";
import { useProperties } from "./queries";

interface Fact {
  id: string;
  name: string;
  shown: ReactNode;
  /** What the copy button takes; without it there is none. */
  text?: string;
}

export function PropertiesPane({ connectorId, object }: { connectorId: string; object: ObjectRef }) {
  const { t, i18n } = useTranslation("browse");
  const asked = useProperties(connectorId, object);
  if (asked.isError) return <ErrorState problem={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.data === undefined) return <LoadingState text={t("properties.loading")} />;
  const { meta, content_type: type, system, metadata, uri, exposure } = asked.data;

  const plain = (id: string, value: string): Fact => ({ id, name: t(`panel.${id}`), shown: value, text: value });
  const facts: Fact[] = [
    { id: "key", name: t("panel.key"), shown: <code>{plainKey(object.key)}</code>, text: showKey(object.key) },
    ...(object.bucket === "" ? [] : [plain("bucket", object.bucket)]),
    { id: "uri", name: t("properties.uri"), shown: <code>{plainKey(uri)}</code>, text: showKey(uri) },
    {
      id: "size",
      name: t("panel.size"),
      shown: t("properties.size", { size: bytes(meta.size), bytes: count(meta.size) }),
      text: String(meta.size),
    },
    ...(meta.modified === null
      ? []
      : [{ id: "modified", name: t("panel.modified"), shown: dateTime(meta.modified), text: meta.modified }]),
    ...(type === null ? [] : [{ id: "type", name: t("properties.type"), shown: type, text: type }]),
    ...(meta.storage_class === null ? [] : [plain("class", meta.storage_class)]),
    plain("version", meta.version),
    ...(meta.unreadable === null
      ? []
      : [{ id: "unreadable", name: t("panel.unreadable"), shown: t(`kit:skip.${meta.unreadable}`) }]),
  ];
  const named = (rows: typeof system): Fact[] =>
    rows.map(({ name, value }, index) => ({ id: `${index} ${name}`, name, shown: value, text: value }));

  return (
    <div className={classes.properties} data-testid="object-properties">
      <Facts title={t("properties.object")} facts={facts} />
      {exposure === null ? null : (
        <section className={classes.propertyGroup}>
          <h3>{t("properties.exposure")}</h3>
          <p className={classes.exposureLine}>
            <ExposureBadge level={exposure.level} />
            <span className={classes.quiet} title={dateTime(exposure.checked_at)}>
              {t("properties.checked", { when: relative(exposure.checked_at) })}
            </span>
          </p>
          <ul className={classes.reasons}>
            {exposure.reasons.map((reason) => (
              <li key={`${reason.source} ${reason.text}`}>
                <span className={classes.exposureLine}>
                  <ExposureBadge level={reason.level} />
                  <strong>
                    {i18n.exists(`browse:exposureSource.${reason.source}`)
                      ? t(`exposureSource.${reason.source}`)
                      : reason.source}
                  </strong>
                </span>
                <span>{reason.text}</span>
                {reason.permission === undefined ? null : (
                  <span className={classes.quiet}>
                    {t("properties.permission")} <code>{reason.permission}</code>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {system.length > 0 ? <Facts title={t("properties.system")} facts={named(system)} /> : null}
      {metadata.length > 0 ? (
        <Facts title={t("properties.metadata")} facts={named(metadata)} />
      ) : (
        <section className={classes.propertyGroup}>
          <h3>{t("properties.metadata")}</h3>
          <p className={classes.quiet}>{t("properties.noMetadata")}</p>
        </section>
      )}
    </div>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  const { t } = useTranslation("browse");
  const heading = useId();
  const copy = (text: string) => {
    navigator.clipboard
      .writeText(text)
      .then(() => toast(t("properties.copied")))
      .catch(toastProblem);
  };
  return (
    <section className={classes.propertyGroup} aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      <dl className={classes.propertyList}>
        {facts.map(({ id, name, shown, text }) => (
          <div key={id} className={classes.property}>
            <dt>{name}</dt>
            <dd>{shown}</dd>
            {text === undefined ? null : (
              <dd className={classes.copyCell}>
                <ActionIcon
                  size={24}
                  color="gray"
                  onClick={() => copy(text)}
                  aria-label={t("properties.copy", { name })}
                  data-testid={`copy-${id}`}
                >
                  <IconCopy size={14} aria-hidden />
                </ActionIcon>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
}
