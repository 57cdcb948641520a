/** The frame around every page: the rail, its foot with what the engine does, the palette and the help sheet. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  IconFileExport,
  IconFileSearch,
  IconFolders,
  IconGauge,
  IconListCheck,
  IconPlugConnected,
  IconRefresh,
  IconSettings,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { TransfersChip, TransfersDock } from "../features/transfers";
import { onAppEvent } from "../ipc/events";
import { LiveRegion } from "../kit/announce";
import { LoadingState } from "../kit/StateViews";
import { type Action, keyCaps, useActions, useShortcutKeys } from "../kit/shortcuts";
import { toast } from "../kit/toast";
import { CommandPalette } from "./CommandPalette";
import { EngineFoot } from "./EngineFoot";
import { HelpSheet } from "./HelpSheet";
import { useEngine, usePause, useSettings } from "./queries";
import classes from "./Shell.module.css";

export const pages: {
  id: string;
  to: "/overview" | "/connectors" | "/browse" | "/runs" | "/findings" | "/policies" | "/exports" | "/settings";
  icon: TablerIcon;
  keys: string;
}[] = [
  { id: "overview", to: "/overview", icon: IconGauge, keys: "g o" },
  { id: "connectors", to: "/connectors", icon: IconPlugConnected, keys: "g c" },
  { id: "browse", to: "/browse", icon: IconFolders, keys: "g b" },
  { id: "runs", to: "/runs", icon: IconRefresh, keys: "g r" },
  { id: "findings", to: "/findings", icon: IconFileSearch, keys: "g f" },
  { id: "policies", to: "/policies", icon: IconListCheck, keys: "g p" },
  { id: "exports", to: "/exports", icon: IconFileExport, keys: "g e" },
  { id: "settings", to: "/settings", icon: IconSettings, keys: "g s" },
];

export function Shell() {
  const { t } = useTranslation("app");
  const router = useRouter();
  const navigate = useNavigate();
  const engine = useEngine();
  const { pause, resume } = usePause();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [dock, setDock] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useColorScheme();
  useShortcutKeys();
  usePageFocus(path);

  const paused = engine.data?.paused ?? false;
  const actions: Action[] = [
    {
      id: "app.palette",
      label: t("palette.open"),
      keys: "mod+k",
      scope: "global",
      group: t("groups.app"),
      palette: false,
      run: () => setPalette((now) => !now),
    },
    { id: "app.help", label: t("help.open"), keys: "?", group: t("groups.app"), run: () => setHelp(true) },
    {
      id: "app.connect",
      label: t("connect"),
      keys: "mod+n",
      group: t("groups.app"),
      run: () => void navigate({ to: "/connectors/new" }),
    },
    paused
      ? { id: "engine.resume", label: t("engine.resume"), group: t("groups.app"), run: () => resume() }
      : { id: "engine.pause", label: t("engine.pause"), group: t("groups.app"), run: () => pause(undefined) },
    ...pages.map<Action>(({ id, to, keys }) => ({
      id: `go.${id}`,
      label: t("goTo", { page: t(`pages.${id}`) }),
      keys,
      group: t("groups.pages"),
      run: () => void navigate({ to }),
    })),
  ];
  useActions(actions);

  useEffect(() => onAppEvent("navigate", ({ to }) => router.history.push(to)), [router]);

  // Browse takes files that are let go over the window; elsewhere there is no folder that they could go to.
  useEffect(
    () =>
      onAppEvent("files_dropped", () => {
        if (!path.startsWith("/browse")) toast(t("dropElsewhere"));
      }),
    [path, t],
  );

  return (
    <div className={classes.frame}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById("page")?.focus()}>
        {t("skip")}
      </button>
      <nav className={classes.rail} aria-label={t("mainMenu")}>
        <div className={classes.brand} aria-hidden>
          <Mark />
          <span>Tidegate</span>
        </div>
        <ul className={classes.links}>
          {pages.map(({ id, to, icon: Icon }) => (
            <li key={id}>
              <Link
                to={to}
                className={classes.link}
                data-testid={`nav-${id}`}
                activeProps={{ "data-current": "", "aria-current": "page" }}
                activeOptions={{ includeSearch: false }}
              >
                <Icon size={18} stroke={1.7} aria-hidden />
                {t(`pages.${id}`)}
              </Link>
            </li>
          ))}
        </ul>
        <button
          type="button"
          className={classes.paletteButton}
          onClick={() => setPalette(true)}
          data-testid="open-palette"
        >
          <span>{t("palette.short")}</span>
          <kbd>{keyCaps("mod+k").join(" ")}</kbd>
        </button>
        <TransfersChip opened={dock} onOpened={setDock} />
        <EngineFoot />
      </nav>
      <div className={classes.content}>
        <main id="page" className={classes.page} tabIndex={-1}>
          <Suspense fallback={<LoadingState />}>
            <Outlet />
          </Suspense>
        </main>
        <TransfersDock opened={dock} onOpened={setDock} />
      </div>
      <CommandPalette opened={palette} onClose={() => setPalette(false)} />
      <HelpSheet opened={help} onClose={() => setHelp(false)} />
      <LiveRegion />
    </div>
  );
}

/** The stored setting decides between light, dark and the desktop's own. */
function useColorScheme() {
  const { setColorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme("light");
  const wanted = useSettings().data?.color_scheme;
  useEffect(() => {
    if (wanted) setColorScheme(wanted === "system" ? "auto" : wanted);
  }, [wanted, setColorScheme]);
  useEffect(() => {
    document.documentElement.style.colorScheme = computed;
  }, [computed]);
}

/** After going to another page, the next Tab starts there, and its title names the window. */
function usePageFocus(path: string) {
  const { t } = useTranslation("app");
  const first = useRef(true);
  const name = pages.find(({ to }) => path.startsWith(to))?.id;
  useEffect(() => {
    document.title = name ? `${t(`pages.${name}`)} – Tidegate` : "Tidegate";
    if (first.current) {
      first.current = false;
      return;
    }
    // A page may have put the focus into a field of its own.
    if (path && !document.getElementById("page")?.contains(document.activeElement))
      document.getElementById("page")?.focus({ preventScroll: true });
  }, [path, name, t]);
}

function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" fill="none" aria-hidden focusable="false">
      <rect x="2" y="2" width="20" height="20" rx="6" fill="var(--tg-accent-fill)" />
      <path
        d="M5.5 10.2c1.6-1.8 3.3-1.8 4.9 0s3.3 1.8 4.9 0 2.400-1.500 3.200-1.300M5.500 15.200c1.600-1.800 3.300-1.800 4.900 0s3.300 1.800 4.900 0 2.400-1.500 3.200-1.300"
        stroke="#fff"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
  );
}
