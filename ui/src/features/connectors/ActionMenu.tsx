/** A connector's actions behind a button, and the same at the pointer for a right click. */
import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Fragment, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "./actions";

/** Dividers stand before these. */
const GROUP_STARTS = new Set(["edit", "disconnect", "purge"]);

export function ActionItems({ actions }: { actions: Action[] }) {
  return actions.map((action, index) => {
    const Icon = action.icon;
    return (
      <Fragment key={action.id}>
        {index > 0 && GROUP_STARTS.has(action.id) && <Menu.Divider />}
        <Menu.Item
          leftSection={<Icon size={16} aria-hidden />}
          {...(action.danger && action.refusal === undefined ? { style: { color: "var(--tg-critical)" } } : {})}
          disabled={action.refusal !== undefined}
          onClick={action.run}
          data-testid={`action-${action.id}`}
        >
          {action.label}
          {action.refusal !== undefined && (
            <Text size="xs" c="dimmed" maw={260} style={{ whiteSpace: "normal" }}>
              {action.refusal}
            </Text>
          )}
        </Menu.Item>
      </Fragment>
    );
  });
}

export function ActionMenu({ actions, name, trigger }: { actions: Action[]; name: string; trigger?: ReactNode }) {
  const { t } = useTranslation("connectors");
  return (
    <Menu position="bottom-end" width={240} withinPortal returnFocus>
      <Menu.Target>
        {trigger ?? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t("list.actions_of", { name })}
            title={t("list.actions")}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <ActionItems actions={actions} />
      </Menu.Dropdown>
    </Menu>
  );
}

export interface MenuPlace {
  x: number;
  y: number;
  actions: Action[];
}

/** The context menu: opened at a point of the window, focus goes back to where it was. */
export function ContextMenu({ place, onClose }: { place: MenuPlace | undefined; onClose: () => void }) {
  return (
    <Menu
      opened={place !== undefined}
      onChange={(opened) => {
        if (!opened) {
          onClose();
        }
      }}
      position="bottom-start"
      width={240}
      withinPortal
      returnFocus
      trapFocus
    >
      <Menu.Target>
        <ContextAnchor x={place?.x ?? 0} y={place?.y ?? 0} />
      </Menu.Target>
      <Menu.Dropdown>{place !== undefined && <ActionItems actions={place.actions} />}</Menu.Dropdown>
    </Menu>
  );
}

function ContextAnchor({ x, y, ref, ...rest }: { x: number; y: number; ref?: Ref<HTMLSpanElement> }) {
  return (
    <span
      ref={ref}
      {...rest}
      aria-hidden
      style={{ position: "fixed", left: x, top: y, width: 1, height: 1, pointerEvents: "none" }}
    />
  );
}
