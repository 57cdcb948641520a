/** Values over days, drawn on a canvas, with the same data as a table for people who cannot see it. */
import { useComputedColorScheme, VisuallyHidden } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type uPlot from "uplot";
import { compact, count, date, personLocale } from "./format";
import classes from "./kit.module.css";

export interface Series {
  label: string;
  /** A colour variable such as `--tg-critical`. */
  color: string;
  /** One value a day, in the order of the days. */
  values: readonly number[];
}

interface Props {
  label: string;
  /** `2026-11-21`, oldest first. */
  days: readonly string[];
  series: readonly Series[];
  /** px. Default 200. */
  height?: number;
  /** Adds the series up into layers. Default true. */
  stacked?: boolean;
}

function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888";
}

/** The sums that the layers reach, from the last series up. */
export function layers(series: readonly Series[], length: number): number[][] {
  const sums: number[][] = [];
  let below = new Array<number>(length).fill(0);
  for (let at = series.length - 1; at >= 0; at -= 1) {
    const values = series[at]?.values ?? [];
    below = below.map((value, day) => value + (values[day] ?? 0));
    sums[at] = below;
  }
  return sums;
}

export function TimeChart({ label, days, series, height = 200, stacked = true }: Props) {
  const { t } = useTranslation("kit");
  const scheme = useComputedColorScheme("light");
  const host = useRef<HTMLDivElement>(null);

  // The scheme is no value of the chart, but its colours are read from it.
  useEffect(() => {
    const element = host.current;
    if (!element || days.length === 0) return;
    let plot: uPlot | undefined;
    let gone = false;
    const observer = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    void import("uplot").then(({ default: UPlot }) => {
      if (gone || !element.clientWidth || typeof Path2D === "undefined") return;
      const monthDay = new Intl.DateTimeFormat(personLocale(), { day: "numeric", month: "short", timeZone: "UTC" });
      const grid = { stroke: cssColor("--tg-border"), width: 1 };
      const axis = {
        stroke: cssColor("--tg-dimmed"),
        font: `12px ${getComputedStyle(element).fontFamily}`,
        ticks: { show: false },
      };
      const values = stacked ? layers(series, days.length) : series.map((one) => [...one.values]);
      const chosen: uPlot.Options = {
        width: element.clientWidth,
        height,
        padding: [10, 12, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.08))] } },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 70,
            size: 30,
            incrs: [1, 2, 5, 7, 14],
            values: (_, ticks) => ticks.map((tick) => (days[tick] ? monthDay.format(new Date(days[tick])) : "")),
          },
          {
            ...axis,
            grid,
            size: 46,
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000, 100000],
            values: (_, ticks) => ticks.map(compact),
          },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.label,
            stroke: cssColor(one.color),
            width: 1.6,
            points: { show: days.length < 3, size: 5 },
            ...(stacked ? { fill: `color-mix(in srgb, ${cssColor(one.color)} 28%, ${cssColor("--tg-surface")})` } : {}),
          })),
        ],
      };
      plot = new UPlot(chosen, [days.map((_, at) => at), ...values], element);
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer.disconnect();
      plot?.destroy();
    };
  }, [days, series, height, stacked, scheme]);

  return (
    <figure className={classes.chart} style={{ margin: 0 }}>
      <div ref={host} style={{ height }} aria-hidden />
      <ul className={classes.legend}>
        {series.map((one) => (
          <li key={one.label}>
            <span className={classes.legendSwatch} style={{ background: `var(${one.color})` }} aria-hidden />
            {one.label}
          </li>
        ))}
      </ul>
      <VisuallyHidden>
        <table>
          <caption>{t("chart.table", { label })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("chart.day")}</th>
              {series.map((one) => (
                <th key={one.label} scope="col">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day, at) => (
              <tr key={day}>
                <th scope="row">{date(day)}</th>
                {series.map((one) => (
                  <td key={one.label}>{count(one.values[at])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
