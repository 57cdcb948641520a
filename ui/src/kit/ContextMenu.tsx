/** What can be done with the thing under the pointer or with the chosen rows. It knows no feature. */
import { Menu, Text } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import { Fragment, type KeyboardEvent, type Ref } from "react";
import { ariaKeys, keyCaps } from "./shortcuts";

export interface MenuAction {
  id: string;
  label: string;
  icon?: TablerIcon | undefined;
  /** Such as `mod+c`; shown, not listened to. */
  keys?: string | undefined;
  /** Why it cannot be done here and now. */
  refusal?: string | undefined;
  danger?: boolean | undefined;
  /** A line stands before it. */
  startsGroup?: boolean | undefined;
  run: () => void;
}

export interface MenuPlace {
  x: number;
  y: number;
}

export function MenuItems({ actions }: { actions: readonly MenuAction[] }) {
  return actions.map((action, index) => {
    const Icon = action.icon;
    const refused = action.refusal !== undefined;
    return (
      <Fragment key={action.id}>
        {index > 0 && action.startsGroup ? <Menu.Divider /> : null}
        <Menu.Item
          {...(Icon ? { leftSection: <Icon size={16} aria-hidden /> } : {})}
          {...(action.keys
            ? {
                rightSection: (
                  <Text component="kbd" size="xs" c="dimmed" ff="inherit">
                    {keyCaps(action.keys).join("+")}
                  </Text>
                ),
                "aria-keyshortcuts": ariaKeys(action.keys),
              }
            : {})}
          // What cannot be done is calmer, and its reason still easy to read.
          {...(refused
            ? { style: { opacity: 1, color: "var(--tg-dimmed)" } }
            : action.danger
              ? { style: { color: "var(--tg-critical)" } }
              : {})}
          // Refused actions stay reachable, so that the reason is read out.
          aria-disabled={refused || undefined}
          {...(refused ? { "data-disabled": true, closeMenuOnClick: false } : { onClick: action.run })}
          data-testid={`action-${action.id}`}
        >
          {action.label}
          {refused ? (
            <Text size="xs" c="dimmed" maw={280} style={{ whiteSpace: "normal" }}>
              {action.refusal}
            </Text>
          ) : null}
        </Menu.Item>
      </Fragment>
    );
  });
}

interface Props {
  /** A point of the window; undefined while closed. */
  place: MenuPlace | undefined;
  label: string;
  actions: readonly MenuAction[];
  onClose: () => void;
}

/** Opened at a point of the window; afterwards the focus goes back to where it was. */
export function ContextMenu({ place, label, actions, onClose }: Props) {
  return (
    <Menu
      opened={place !== undefined}
      onChange={(opened) => {
        if (!opened) onClose();
      }}
      position="bottom-start"
      width={300}
      withinPortal
      returnFocus
      trapFocus
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Point x={place?.x ?? 0} y={place?.y ?? 0} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{place === undefined ? null : <MenuItems actions={actions} />}</Menu.Dropdown>
    </Menu>
  );
}

function Point({ x, y, ref, ...rest }: { x: number; y: number; ref?: Ref<HTMLSpanElement> }) {
  return (
    <span
      ref={ref}
      {...rest}
      aria-hidden
      style={{ position: "fixed", left: x, top: y, width: 1, height: 1, pointerEvents: "none" }}
    />
  );
}

/** The menu key, or Shift+F10. */
export function asksForMenu(event: KeyboardEvent): boolean {
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}

/** Where the menu of a grid's active row opens when it was asked for by key. */
export function placeOfActive(grid: Element | null | undefined): MenuPlace {
  const active = grid?.getAttribute("aria-activedescendant");
  const box = ((active ? document.getElementById(active) : null) ?? grid)?.getBoundingClientRect();
  return { x: (box?.left ?? 0) + 48, y: (box?.top ?? 0) + Math.min(28, box?.height ?? 28) };
}
