/** The look: own colours over the component library's, in both schemes, and calm defaults for its parts. */
import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Loader,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Popover,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { dark, gray, light, night, type Scheme, tide, variables } from "./tokens";

const sans = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, "Liberation Sans", sans-serif';
const mono =
  'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono", monospace';

const field = { size: "sm" } as const;

/** What fades or slides in is lost by WebKitGTK now and then where it draws without a graphics card: nothing does. */
const still = { duration: 0 } as const;

export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 8, dark: 7 },
  colors: { tide: [...tide], dark: [...dark], gray: [...gray] },
  white: "#ffffff",
  black: light.text,
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: "12px", sm: "13.5px", md: "14.5px", lg: "17px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  headings: {
    fontFamily: sans,
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "21px", lineHeight: "1.3" },
      h2: { fontSize: "16px", lineHeight: "1.35" },
      h3: { fontSize: "14.5px", lineHeight: "1.4" },
      h4: { fontSize: "13.5px", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  respectReducedMotion: true,
  cursorType: "pointer",
  focusRing: "auto",
  components: {
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", size: "lg" } }),
    TextInput: TextInput.extend({ defaultProps: field }),
    PasswordInput: PasswordInput.extend({ defaultProps: field }),
    NumberInput: NumberInput.extend({ defaultProps: { ...field, hideControls: true } }),
    Textarea: Textarea.extend({ defaultProps: field }),
    Select: Select.extend({ defaultProps: { ...field, allowDeselect: false, checkIconPosition: "right" } }),
    Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        withArrow: true,
        openDelay: 350,
        events: { hover: true, focus: true, touch: false },
        transitionProps: still,
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45, blur: 0 },
        transitionProps: still,
      },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: still } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: still } }),
    Loader: Loader.extend({ defaultProps: { size: "sm" } }),
  },
});

function libraryVariables(scheme: Scheme): Record<string, string> {
  return {
    "--mantine-color-body": scheme.body,
    "--mantine-color-text": scheme.text,
    "--mantine-color-bright": scheme.text,
    "--mantine-color-dimmed": scheme.dimmed,
    "--mantine-color-placeholder": scheme.placeholder,
    "--mantine-color-anchor": scheme.accent,
    "--mantine-color-default": scheme.surface,
    "--mantine-color-default-hover": scheme.hover,
    "--mantine-color-default-color": scheme.text,
    "--mantine-color-default-border": scheme.border,
    "--mantine-color-error": scheme.critical,
    "--mantine-color-disabled": scheme.neutralBg,
    "--mantine-color-disabled-color": scheme.dimmed,
    "--mantine-color-disabled-border": scheme.border,
    "--mantine-primary-color-light": scheme.infoBg,
    "--mantine-primary-color-light-color": scheme.info,
    "--mantine-color-tide-light": scheme.infoBg,
    "--mantine-color-tide-light-color": scheme.info,
    "--mantine-color-tide-light-hover": scheme.selected,
    "--mantine-color-tide-text": scheme.accent,
    "--mantine-color-tide-outline": scheme.accent,
    "--mantine-color-tide-filled": scheme.accentFill,
    "--mantine-color-red-filled": "#b3203f",
    "--mantine-color-red-filled-hover": "#9c1430",
    "--mantine-color-red-text": scheme.critical,
    "--mantine-color-red-outline": scheme.critical,
    "--mantine-color-red-light": scheme.criticalBg,
    "--mantine-color-red-light-color": scheme.critical,
    "--mantine-color-yellow-light": scheme.mediumBg,
    "--mantine-color-yellow-light-color": scheme.medium,
    "--mantine-color-orange-light": scheme.highBg,
    "--mantine-color-orange-light-color": scheme.high,
    "--mantine-color-green-light": scheme.goodBg,
    "--mantine-color-green-light-color": scheme.good,
    "--mantine-color-gray-light": scheme.neutralBg,
    "--mantine-color-gray-light-color": scheme.neutral,
  };
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...libraryVariables(light), ...variables(light) },
  dark: { ...libraryVariables(night), ...variables(night) },
});

/** The nonce that the shell stamped into the page's own style element; styles made later must carry it. */
export function styleNonce(): string {
  const stamped = document.querySelector<HTMLStyleElement>("style[nonce]");
  return stamped?.nonce || stamped?.getAttribute("nonce") || "";
}
