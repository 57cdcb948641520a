/** Connectors as cards: as many beside each other as fit, only those in sight drawn, arrows move between them. */
import { Button, Group, Text, UnstyledButton } from "@mantine/core";
import { observeElementRect, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../ipc/bindings";
import { RiskScore, StatusBadge } from "../../kit/badges";
import { ExposureBadge } from "../../kit/ExposureBadge";
import { count } from "../../kit/format";
import { ActionMenu } from "./ActionMenu";
import { needsReconnecting } from "./actions";
import { type ListProps, rowKey, useNextText, When } from "./ConnectorTable";
import classes from "./connectors.module.css";
import { ProviderIcon } from "./ProviderIcon";

/** px; every card has the same height so that the bar is exact. */
const CARD_HEIGHT = 270;
const CARD_GAP = 12;
const CARD_WIDTH = 310;

function Card(props: ListProps & { connector: Connector; active: boolean; onFocusCard: () => void; index: number }) {
  const { connector, actions, iconOf, readsExposure, onOpen, onMenu, active, onFocusCard, index } = props;
  const { t } = useTranslation("connectors");
  const nextText = useNextText();
  const all = actions.of(connector);
  const reads = readsExposure(connector.provider);
  const wanted = needsReconnecting(connector) ? ["reconnect", "browse"] : ["sync", "browse"];
  const quick = all.filter(({ id }) => wanted.includes(id));
  return (
    <article
      className={classes.card}
      data-active={active || undefined}
      data-testid={`connector-row-${connector.id}`}
      aria-label={connector.name}
      onFocus={onFocusCard}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY, connector);
      }}
    >
      <Group gap="xs" wrap="nowrap">
        <ProviderIcon svg={iconOf(connector.provider)} size={22} />
        <UnstyledButton
          className={classes.cardTitle}
          title={connector.name}
          tabIndex={active ? 0 : -1}
          data-card={index}
          onClick={() => onOpen(connector)}
        >
          {connector.name}
        </UnstyledButton>
        <ActionMenu actions={all} name={connector.name} />
      </Group>
      <Group gap="xs" wrap="nowrap">
        <StatusBadge status={connector.status} />
        {connector.collection !== null && (
          <Text span size="xs" c="dimmed" className={classes.oneLine}>
            {connector.collection}
          </Text>
        )}
      </Group>
      {connector.status_message !== null && (
        <Text size="xs" className={`${classes.oneLine} ${classes.noShrink}`} title={connector.status_message}>
          {connector.status_message}
        </Text>
      )}
      <dl className={classes.cardFacts}>
        {(connector.exposure !== null || reads) && (
          <div className={classes.wholeRow}>
            <dt>{t("exposure.title")}</dt>
            <dd>
              <ExposureBadge level={connector.exposure ?? "unknown"} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t("list.findings")}</dt>
          <dd>{count(connector.findings_count)}</dd>
        </div>
        <div>
          <dt>{t("list.risk")}</dt>
          <dd>
            <RiskScore score={connector.risk_score} />
          </dd>
        </div>
        <div>
          <dt>{t("list.last_sync")}</dt>
          <dd>
            <When at={connector.last_sync_at} never={t("list.never")} />
          </dd>
        </div>
        {connector.changes_seen_at !== null && (
          <div className={classes.wholeRow} data-testid={`connector-changed-${connector.id}`}>
            <dt>{t("list.changes_seen")}</dt>
            <dd>
              <When at={connector.changes_seen_at} never="" />
            </dd>
          </div>
        )}
        <div>
          <dt>{t("list.next_sync")}</dt>
          <dd>
            <When at={connector.next_sync_at} never={nextText(connector)} />
          </dd>
        </div>
      </dl>
      <div className={classes.cardFoot}>
        <Group gap="xs">
          {quick.map((action) => (
            <Button
              key={action.id}
              size="compact-sm"
              variant="default"
              leftSection={<action.icon size={15} aria-hidden />}
              disabled={action.refusal !== undefined}
              title={action.refusal}
              onClick={action.run}
              data-testid={`connector-${action.id}-${connector.id}`}
            >
              {action.label}
            </Button>
          ))}
        </Group>
      </div>
    </article>
  );
}

export function ConnectorCards(props: ListProps) {
  const { pages, onActive, actions, onMenu } = props;
  const { t } = useTranslation("connectors");
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [active, setActive] = useState(0);
  const across = Math.max(1, Math.floor((width + CARD_GAP) / (CARD_WIDTH + CARD_GAP)) || 1);
  const lines = Math.ceil(pages.total / across);
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT + CARD_GAP,
    overscan: 2,
    // Where there is no layout, as in tests, some cards are drawn all the same.
    observeElementRect: (instance, told) =>
      observeElementRect(instance, (rect) => told(rect.height > 0 ? rect : { width: 1000, height: 700 })),
  });
  const drawn = virtual.getVirtualItems();
  const start = (drawn[0]?.index ?? 0) * across;
  const end = Math.min(pages.total, ((drawn.at(-1)?.index ?? 0) + 1) * across) - 1;

  useEffect(() => {
    if (pages.total > 0) {
      pages.onNeed(start, end);
    }
  }, [pages.onNeed, pages.total, start, end]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    // Without the padding, as the grid sees it.
    const measure = () => setWidth(element.clientWidth - 6);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const focus = (index: number) => {
    const to = Math.max(0, Math.min(pages.total - 1, index));
    setActive(to);
    onActive(pages.rowAt(to));
    virtual.scrollToIndex(Math.floor(to / across));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-card="${to}"]`)?.focus());
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target as HTMLElement).matches("[data-card]")) {
      return;
    }
    const targets: Record<string, number> = {
      ArrowRight: active + 1,
      ArrowLeft: active - 1,
      ArrowDown: Math.min(active + across, pages.total - 1),
      ArrowUp: Math.max(active - across, active % across),
      Home: 0,
      End: pages.total - 1,
    };
    const target = event.altKey ? undefined : targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      focus(target);
      return;
    }
    const connector = pages.rowAt(active);
    if (connector !== undefined) {
      rowKey(event, connector, actions, onMenu);
    }
  };

  return (
    // The cards' titles own the focus; this only moves it between them.
    <div
      role="region"
      ref={scroller}
      className={classes.cardScroller}
      aria-label={t("list.label")}
      aria-busy={pages.isRefreshing || undefined}
      onKeyDown={onKeyDown}
    >
      <div className={classes.cardTrack} style={{ height: virtual.getTotalSize() }}>
        {drawn.map((line) => (
          <div
            key={line.key}
            className={classes.cardRow}
            style={{
              transform: `translateY(${line.start}px)`,
              height: line.size,
              gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
            }}
          >
            {Array.from({ length: Math.min(across, pages.total - line.index * across) }, (_, at) => {
              const index = line.index * across + at;
              const connector = pages.rowAt(index);
              return connector === undefined ? (
                <div key={`waiting-${index}`} className={classes.card} aria-busy>
                  <Text size="sm" c="dimmed">
                    {t("list.loading_one")}
                  </Text>
                </div>
              ) : (
                <Card
                  key={connector.id}
                  {...props}
                  connector={connector}
                  index={index}
                  active={index === active}
                  onFocusCard={() => {
                    setActive(index);
                    onActive(connector);
                  }}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
