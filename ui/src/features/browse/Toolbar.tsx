/** The most wanted actions as buttons, all of them behind one, and who can reach the bucket that is open. */
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ExposureLevel } from "../../ipc/bindings";
import { type MenuAction, MenuItems } from "../../kit/ContextMenu";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { ariaKeys } from "../../kit/shortcuts";
import classes from "./browse.module.css";

const SHOWN: ReadonlySet<string> = new Set(["upload", "download", "redact", "link", "properties", "delete"]);

interface Props {
  actions: readonly MenuAction[];
  /** Of the bucket that is open. */
  exposure: ExposureLevel | undefined;
}

export function Toolbar({ actions, exposure }: Props) {
  const { t } = useTranslation("browse");
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t("toolbar")}>
      {actions
        .filter(({ id }) => SHOWN.has(id))
        .map(({ id, label, icon: Icon, refusal, keys, run }) => (
          <Tooltip
            key={id}
            label={refusal ?? label}
            multiline
            maw={300}
            events={{ hover: true, focus: true, touch: false }}
          >
            <Button
              variant="default"
              size="compact-md"
              // A greyed button keeps the focus and says why.
              aria-disabled={refusal !== undefined || undefined}
              {...(refusal === undefined ? { onClick: run } : { "data-disabled": true })}
              {...(keys === undefined ? {} : { "aria-keyshortcuts": ariaKeys(keys) })}
              {...(refusal === undefined ? {} : { "aria-description": refusal })}
              {...(Icon ? { leftSection: <Icon size={15} aria-hidden /> } : {})}
              data-testid={`browse-${id}`}
            >
              {t(`short.${id}`)}
            </Button>
          </Tooltip>
        ))}
      <Menu position="bottom-start" width={300} withinPortal returnFocus withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("allActions")} data-testid="browse-more">
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown aria-label={t("allActions")}>
          <MenuItems actions={actions} />
        </Menu.Dropdown>
      </Menu>
      <span className={classes.spacer} />
      {exposure === undefined ? null : (
        <span className={classes.exposureLine} data-testid="browse-exposure">
          <span className={classes.quiet}>{t("bucketIs")}</span>
          <ExposureBadge level={exposure} />
        </span>
      )}
    </div>
  );
}
