/** Presets and lines of cron, there and back. */
import { choiceOf, cronOf, NO_SCHEDULE, timezones } from "./cron";

describe("cronOf", () => {
  test.each([
    [{ ...NO_SCHEDULE }, undefined],
    [{ ...NO_SCHEDULE, kind: "hourly", minute: 15 }, "15 * * * *"],
    [{ ...NO_SCHEDULE, kind: "daily", time: "02:05" }, "5 2 * * *"],
    [{ ...NO_SCHEDULE, kind: "weekly", time: "23:59", weekday: 0 }, "59 23 * * 0"],
    [{ ...NO_SCHEDULE, kind: "custom", cron: "  30 2 * * 1-5 " }, "30 2 * * 1-5"],
    [{ ...NO_SCHEDULE, kind: "custom", cron: "   " }, ""],
    [{ ...NO_SCHEDULE, kind: "daily", time: "" }, ""],
    [{ ...NO_SCHEDULE, kind: "daily", time: "24:00" }, ""],
  ] as const)("%j is %s", (choice, cron) => {
    expect(cronOf(choice)).toBe(cron);
  });
});

describe("choiceOf", () => {
  test.each([
    [null, "none"],
    ["", "none"],
    ["0 * * * *", "hourly"],
    ["30  2 * * *", "daily"],
    ["30 2 * * 7", "weekly"],
    ["30 2 * * 1-5", "custom"],
    ["30 2 1 * *", "custom"],
    ["75 2 * * *", "custom"],
    ["30 24 * * *", "custom"],
    ["0 * * * 1", "custom"],
    ["@daily", "custom"],
  ])("%s is %s", (cron, kind) => {
    expect(choiceOf(cron).kind).toBe(kind);
  });

  test.each(["0 * * * *", "30 2 * * *", "5 14 * * 3", "*/7 1,2 * * mon"])("%s comes back as it was", (cron) => {
    expect(cronOf(choiceOf(cron))).toBe(cron);
  });
});

test("a zone that this machine does not know stays selectable", () => {
  expect(timezones("Mars/Olympus")).toContain("Mars/Olympus");
  expect(timezones("UTC").filter((zone) => zone === "UTC")).toHaveLength(1);
});
