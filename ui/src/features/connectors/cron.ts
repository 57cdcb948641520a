/**
 * Schedules that need no cron: none, hourly, daily, weekly, and what they are as a line of cron. Anything
 * else is custom text; whether that is right, only the backend says.
 */

export const SCHEDULE_KINDS = ["none", "hourly", "daily", "weekly", "custom"] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

export interface ScheduleChoice {
  kind: ScheduleKind;
  /** 0 to 59, of an hourly schedule. */
  minute: number;
  /** `HH:MM`, of a daily or weekly schedule. */
  time: string;
  /** 0 is Sunday, of a weekly schedule. */
  weekday: number;
  /** Text of a custom schedule. */
  cron: string;
}

export const NO_SCHEDULE: ScheduleChoice = { kind: "none", minute: 0, time: "02:30", weekday: 1, cron: "" };

function readTime(time: string): { hour: number; minute: number } | undefined {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(time.trim());
  const hour = Number(parts?.[1]);
  const minute = Number(parts?.[2]);
  return parts !== null && hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** The line of cron, `undefined` for no schedule, the empty string while the choice is not complete. */
export function cronOf(choice: ScheduleChoice): string | undefined {
  if (choice.kind === "none") {
    return undefined;
  }
  if (choice.kind === "custom") {
    return choice.cron.trim();
  }
  if (choice.kind === "hourly") {
    return `${choice.minute} * * * *`;
  }
  const time = readTime(choice.time);
  if (time === undefined) {
    return "";
  }
  return `${time.minute} ${time.hour} * * ${choice.kind === "weekly" ? choice.weekday : "*"}`;
}

/** The choice that a stored line stands for; what no preset can say is custom. */
export function choiceOf(cron: string | null): ScheduleChoice {
  if (cron === null || cron.trim() === "") {
    return NO_SCHEDULE;
  }
  const custom: ScheduleChoice = { ...NO_SCHEDULE, kind: "custom", cron: cron.trim() };
  const parts = /^(\d{1,2}) (\d{1,2}|\*) \* \* ([0-7]|\*)$/.exec(cron.trim().replace(/\s+/g, " "));
  if (parts === null) {
    return custom;
  }
  const minute = Number(parts[1]);
  const hour = parts[2] ?? "*";
  const day = parts[3] ?? "*";
  if (minute > 59) {
    return custom;
  }
  if (hour === "*") {
    return day === "*" ? { ...custom, kind: "hourly", minute } : custom;
  }
  if (Number(hour) > 23) {
    return custom;
  }
  const time = `${hour.padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  return day === "*"
    ? { ...custom, kind: "daily", time }
    : { ...custom, kind: "weekly", time, weekday: Number(day) % 7 };
}

/** Time zones that this machine knows, UTC first; the given one is always among them. */
export function timezones(current: string): string[] {
  let known: string[] = [];
  try {
    known = Intl.supportedValuesOf("timeZone");
  } catch {
    // An old engine without the list: the current zone and UTC remain.
  }
  return [...new Set(["UTC", ...known, current])].filter((zone) => zone !== "");
}

/** This machine's zone, UTC when it has none. */
export function localTimezone(): string {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  } catch {
    return "UTC";
  }
}
