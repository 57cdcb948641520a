/**
 * The colours of both schemes, as plain values. `theme.ts` gives them to the components; a test computes
 * the contrast of every pair that is read together.
 */
export type Ten = readonly [string, string, string, string, string, string, string, string, string, string];

/** The product's own blue-green. Light pages fill with shade 8, dark pages with 7. */
export const tide: Ten = [
  "#e7f6f8",
  "#d0e9ee",
  "#a3d3dd",
  "#72bccb",
  "#4ba8bb",
  "#3399af",
  "#1f8aa1",
  "#0f6f85",
  "#0b6075",
  "#074b5c",
];

/** Replaces the library's greys of dark pages: a little blue, calmer than neutral grey. */
export const dark: Ten = [
  "#d5dce3",
  "#b7c1cb",
  "#9aa7b4",
  "#8592a0",
  "#3a4550",
  "#2b343d",
  "#1e252c",
  "#161c22",
  "#10151a",
  "#0b0f13",
];

export const gray: Ten = [
  "#f6f8f9",
  "#eef1f3",
  "#e2e7eb",
  "#d3dae0",
  "#b9c3cc",
  "#8e9ba7",
  "#66737f",
  "#4d5965",
  "#333d47",
  "#1d252d",
];

export interface Scheme {
  body: string;
  surface: string;
  raised: string;
  hover: string;
  selected: string;
  border: string;
  /** The outline of a control, which must stand out from its ground. */
  controlBorder: string;
  text: string;
  dimmed: string;
  placeholder: string;
  accent: string;
  accentFill: string;
  onAccent: string;
  focus: string;
  critical: string;
  criticalBg: string;
  high: string;
  highBg: string;
  medium: string;
  mediumBg: string;
  low: string;
  lowBg: string;
  good: string;
  goodBg: string;
  info: string;
  infoBg: string;
  neutral: string;
  neutralBg: string;
}

export const light: Scheme = {
  body: gray[0],
  surface: "#ffffff",
  raised: "#ffffff",
  hover: "#eff4f6",
  selected: "#dceff3",
  border: gray[2],
  controlBorder: "#8591a0",
  text: "#1b232b",
  dimmed: "#55616d",
  placeholder: "#626e7a",
  accent: "#0b6075",
  accentFill: tide[8],
  onAccent: "#ffffff",
  focus: "#0b6075",
  critical: "#9c1430",
  criticalBg: "#fde4e8",
  high: "#96370a",
  highBg: "#fdeadd",
  medium: "#745200",
  mediumBg: "#fbf1d0",
  low: "#40566c",
  lowBg: "#e6edf3",
  good: "#17663f",
  goodBg: "#dff3e7",
  info: "#0b6075",
  infoBg: "#ddf0f4",
  neutral: "#4b5763",
  neutralBg: "#e9edf0",
};

export const night: Scheme = {
  body: dark[8],
  surface: dark[7],
  raised: dark[6],
  hover: "#1f272f",
  selected: "#123842",
  border: "#29323b",
  controlBorder: "#6d7a87",
  text: dark[0],
  dimmed: "#9eabb8",
  placeholder: "#8e9ba8",
  accent: "#72c4d4",
  accentFill: tide[7],
  onAccent: "#ffffff",
  focus: "#72c4d4",
  critical: "#ff9cae",
  criticalBg: "#45141f",
  high: "#ffb184",
  highBg: "#42210f",
  medium: "#f0cf6b",
  mediumBg: "#372b08",
  low: "#a9c1d8",
  lowBg: "#202d3a",
  good: "#85d9aa",
  goodBg: "#12341f",
  info: "#83cfdd",
  infoBg: "#0f333c",
  neutral: "#b3bec9",
  neutralBg: "#28313a",
};

/** `criticalBg` becomes `--tg-critical-bg`. */
export function variables(scheme: Scheme): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(scheme)) {
    named[`--tg-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`] = value;
  }
  return named;
}
