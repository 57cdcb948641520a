/** The rail's foot: what runs, what is next, and one click to pause or go on. */
import { Button, Menu } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPointFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { EngineState } from "../ipc/bindings";
import { dateTime, relative } from "../kit/format";
import { useEngine, usePause } from "./queries";
import classes from "./Shell.module.css";

export function EngineFoot() {
  const { t } = useTranslation("app");
  const { data: engine } = useEngine();
  const { pause, resume, busy } = usePause();
  return (
    <section className={classes.foot} aria-label={t("engine.label")} data-testid="engine">
      <div className={classes.footBox}>
        {engine ? <State engine={engine} /> : <span className={classes.footNote}>{t("engine.asking")}</span>}
        {engine?.paused ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onClick={() => resume()}
            data-testid="engine-resume"
          >
            {t("engine.resumeShort")}
          </Button>
        ) : (
          <Menu position="top-start" width={200} withinPortal>
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="default"
                loading={busy}
                disabled={!engine}
                leftSection={<IconPlayerPause size={14} aria-hidden />}
                data-testid="engine-pause"
              >
                {t("engine.pauseShort")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => pause(inAnHour())}>{t("engine.forAnHour")}</Menu.Item>
              <Menu.Item onClick={() => pause(tomorrow())}>{t("engine.untilTomorrow")}</Menu.Item>
              <Menu.Item onClick={() => pause(undefined)} data-testid="engine-pause-open">
                {t("engine.untilResumed")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </section>
  );
}

function State({ engine }: { engine: EngineState }) {
  const { t } = useTranslation("app");
  return (
    <>
      <span className={classes.footState} data-testid="engine-state">
        <IconPointFilled
          size={12}
          aria-hidden
          color={`var(${engine.running > 0 ? "--tg-accent" : engine.paused ? "--tg-medium" : "--tg-good"})`}
        />
        {engine.running > 0
          ? t("engine.running", { count: engine.running })
          : engine.paused
            ? t("engine.paused")
            : t("engine.idle")}
      </span>
      {engine.queued > 0 ? (
        <span className={classes.footNote}>{t("engine.queued", { count: engine.queued })}</span>
      ) : null}
      {engine.paused ? (
        <span className={classes.footNote}>
          {engine.paused_until
            ? t("engine.pausedUntil", { at: dateTime(engine.paused_until) })
            : t("engine.pausedOpen")}
        </span>
      ) : engine.next_run_at ? (
        <span className={classes.footNote} title={dateTime(engine.next_run_at)}>
          {t("engine.next", { when: relative(engine.next_run_at) })}
        </span>
      ) : (
        <span className={classes.footNote}>{t("engine.nothingNext")}</span>
      )}
      {engine.last_problem ? (
        <Link
          to="/runs"
          search={{ status: ["failed", "interrupted"] }}
          className={classes.footProblem}
          title={engine.last_problem}
        >
          {engine.last_problem}
        </Link>
      ) : null}
    </>
  );
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}

/** Eight in the morning of the next day, as the machine's clock has it. */
function tomorrow(): string {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  return at.toISOString();
}
