/** Numbers, sizes, dates and durations as the person's own locale writes them. */

/** The person's locale, or English when the web view names one that is not known (`C`, `POSIX`). */
export function personLocale(
  candidates: readonly unknown[] = [navigator.language, ...(navigator.languages ?? [])],
): string {
  for (const candidate of candidates) {
    if (typeof candidate !== "string" || candidate === "") continue;
    try {
      const known = Intl.NumberFormat.supportedLocalesOf([candidate.replace("_", "-").replace(/\..*$/, "")]);
      if (known[0]) return known[0];
    } catch {
      // Not a language tag: the next candidate is asked.
    }
  }
  return "en";
}

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const known = made.get(key);
  if (known) return known as T;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return keep(`n${JSON.stringify(options)}`, () => new Intl.NumberFormat(personLocale(), options));
}

const nothing = "–";

/** A whole number with the locale's grouping. */
export function count(value: number | null | undefined): string {
  return value == null || !Number.isFinite(value) ? nothing : numberFormat({ maximumFractionDigits: 0 }).format(value);
}

/** A number with at most two digits behind the point. */
export function decimal(value: number): string {
  return numberFormat({ maximumFractionDigits: 2 }).format(value);
}

/** A large number in short, such as `12K`. */
export function compact(value: number): string {
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

const units = ["B", "KB", "MB", "GB", "TB", "PB"];

/** A size of `value` bytes, in steps of 1,000 as disks and clouds count. */
export function bytes(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value) || value < 0) return nothing;
  let step = 0;
  let left = value;
  while (left >= 1000 && step < units.length - 1) {
    left /= 1000;
    step += 1;
  }
  // 999.96 KB would round to "1,000 KB".
  if (step > 0 && step < units.length - 1 && left >= 999.5) {
    left /= 1000;
    step += 1;
  }
  const digits = step === 0 || left >= 100 ? 0 : left >= 10 ? 1 : 2;
  return `${numberFormat({ maximumFractionDigits: digits }).format(left)} ${units[step]}`;
}

/** A share of 0 to 1 as a percentage. Something is never shown as 0 %, and not quite all never as 100 %. */
export function percent(share: number | null | undefined): string {
  if (share == null || !Number.isFinite(share)) return nothing;
  const format = numberFormat({ style: "percent", maximumFractionDigits: 0 });
  if (share > 0 && share < 0.01) return `< ${format.format(0.01)}`;
  if (share < 1 && share > 0.99) return `> ${format.format(0.99)}`;
  return format.format(share);
}

function moment(value: string | number | Date | null | undefined): Date | undefined {
  if (value == null || value === "") return undefined;
  const date = value instanceof Date ? value : new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keep(`d${JSON.stringify(options)}`, () => {
    try {
      return new Intl.DateTimeFormat(personLocale(), options);
    } catch {
      // An unknown time zone of the machine: UTC is said by the formatter itself.
      return new Intl.DateTimeFormat(personLocale(), { ...options, timeZone: "UTC" });
    }
  });
}

/** Date and time of day, in the zone of the machine or in the given one. */
export function dateTime(value: string | number | Date | null | undefined, timeZone?: string): string {
  const at = moment(value);
  if (!at) return nothing;
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
  return dateFormat(timeZone ? { ...options, timeZone } : options).format(at);
}

/** The date alone. A day such as `2026-11-21` stays that day in every zone. */
export function date(value: string | number | Date | null | undefined): string {
  const at = moment(value);
  if (!at) return nothing;
  const day = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
  return dateFormat(day ? { dateStyle: "medium", timeZone: "UTC" } : { dateStyle: "medium" }).format(at);
}

/** The time of day alone. */
export function time(value: string | number | Date | null | undefined): string {
  const at = moment(value);
  return at ? dateFormat({ timeStyle: "short" }).format(at) : nothing;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago or until, such as `3 hours ago`; under a minute it says `now`. */
export function relative(value: string | number | Date | null | undefined, now: number = Date.now()): string {
  const at = moment(value);
  if (!at) return nothing;
  const seconds = (at.getTime() - now) / 1000;
  const format = keep("r", () => new Intl.RelativeTimeFormat(personLocale(), { numeric: "auto" }));
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "second");
}

function unit(value: number, name: string): string {
  return numberFormat({ style: "unit", unit: name, unitDisplay: "narrow", maximumFractionDigits: 0 }).format(value);
}

/** A length of time in seconds, in its two largest units, such as `2h 5m`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds) || seconds < 0) return nothing;
  if (seconds < 1) return `< ${unit(1, "second")}`;
  const whole = Math.round(seconds);
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  const parts: [number, string][] = [
    [days, "day"],
    [hours, "hour"],
    [minutes, "minute"],
    [whole % 60, "second"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, name]) => unit(amount, name))
    .join(" ");
}

/** The time between two moments; without an end, until now. */
export function elapsed(
  start: string | null | undefined,
  end: string | null | undefined,
  now: number = Date.now(),
): string {
  const from = moment(start);
  if (!from) return nothing;
  return duration(Math.max(0, ((moment(end)?.getTime() ?? now) - from.getTime()) / 1000));
}

/** Milliseconds of an answer: `84 ms`, `1.2 s`. */
export function latency(milliseconds: number): string {
  return milliseconds < 1000
    ? `${count(milliseconds)} ms`
    : `${numberFormat({ maximumFractionDigits: 1 }).format(milliseconds / 1000)} s`;
}

/** Bytes per second. */
export function rate(bytesPerSecond: number): string {
  return `${bytes(Math.max(0, Math.round(bytesPerSecond)))}/s`;
}
