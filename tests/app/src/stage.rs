//! The desktop that one test plays on.

use crate::{Window, children::Owned, tray::TrayHost};
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What the desktop's theme asks pages to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    /// For names of pictures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A private desktop. Fields end in this order: programs first, folder last.
#[derive(Debug)]
pub struct Stage {
    _driver: Owned,
    _tray: Option<TrayHost>,
    _keyring: Owned,
    _bus: Owned,
    _display: Owned,
    environment: Vec<(String, String)>,
    driver_port: u16,
    home: TempDir,
    _alone: OwnedMutexGuard<()>,
}

/// One desktop at a time: two at once starve each other on small machines.
static ALONE: LazyLock<Arc<Mutex<()>>> = LazyLock::new(Arc::default);

impl Stage {
    /// Starts a desktop. `tray` says whether something shows tray icons.
    pub async fn start(scheme: Scheme, tray: bool) -> Result<Self> {
        let alone = ALONE.clone().lock_owned().await;
        ensure!(
            app().is_file(),
            "{} is not built: run `cargo xtask test`",
            app().display()
        );
        let home = tempfile::Builder::new().prefix("tidegate-stage").tempdir()?;
        let at = |name: &str| home.path().join(name).to_string_lossy().into_owned();
        for name in ["config", "data", "cache", "run"] {
            std::fs::create_dir(at(name))?;
        }
        restrict(&home.path().join("run"))?;

        let mut display = Command::new("Xvfb");
        display.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]);
        let (display, number) = Owned::start_and_read(display.stderr(Stdio::null()))?;
        let mut environment: Vec<(String, String)> = [
            ("HOME", home.path().to_string_lossy().into_owned()),
            ("XDG_CONFIG_HOME", at("config")),
            ("XDG_DATA_HOME", at("data")),
            ("XDG_CACHE_HOME", at("cache")),
            ("XDG_RUNTIME_DIR", at("run")),
            ("DISPLAY", format!(":{number}")),
            ("GDK_BACKEND", "x11".into()),
            ("NO_AT_BRIDGE", "1".into()),
            // `C.UTF-8` makes `Intl` throw; this is English everywhere.
            ("LANG", "C".into()),
            ("TAURI_WEBVIEW_AUTOMATION", "true".into()),
            (
                "GTK_THEME",
                if scheme == Scheme::Dark {
                    "Adwaita:dark"
                } else {
                    "Adwaita"
                }
                .into(),
            ),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();

        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .env_clear()
            .envs(environment.clone());
        let (bus, address) = Owned::start_and_read(bus.stderr(Stdio::null()))?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS".into(), address.clone()));

        let keyring = keyring(&environment)?;
        let tray = if tray {
            Some(TrayHost::start(&address).await?)
        } else {
            None
        };

        let driver_port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={driver_port}"))
            .arg("--host=127.0.0.1")
            .env_clear()
            .envs(environment.clone())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Owned::start(&mut driver)?;
        Ok(Self {
            _driver: driver,
            _tray: tray,
            _keyring: keyring,
            _bus: bus,
            _display: display,
            environment,
            driver_port,
            home,
            _alone: alone,
        })
    }

    /// Starts the app in this desktop and takes hold of its window.
    pub async fn open_app(&self) -> Result<Window> {
        Window::open(self.driver_port, &app(), &self.data_dir()).await
    }

    /// Opens an address in a browser that is not the app. The driver holds one window at a time: the app's is ended
    /// before.
    pub async fn open_page(&self, address: &str) -> Result<Window> {
        Window::browse(self.driver_port, address).await
    }

    /// Starts the app a second time, as a person does who does not see it; it ends by itself.
    pub async fn start_again(&self) -> Result<()> {
        let mut command = tokio::process::Command::new(app());
        command
            .arg("--data-dir")
            .arg(self.data_dir())
            .env_clear()
            .envs(self.environment.clone());
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let ended = tokio::time::timeout(std::time::Duration::from_secs(20), child.wait()).await;
        let status = ended.context("the second start did not hand over to the first")??;
        ensure!(status.success(), "the second start ended with {status}");
        Ok(())
    }

    /// Starts the app where it cannot start, and waits for the window that says so.
    pub async fn see_refusal(&self) -> Result<()> {
        let mut command = Command::new(app());
        command
            .arg("--data-dir")
            .arg(self.data_dir())
            .env_clear()
            .envs(self.environment.clone());
        let _app = Owned::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
        crate::window::appears(self.display(), "Tidegate cannot start").await
    }

    /// Where the app of this desktop keeps its data.
    pub fn data_dir(&self) -> PathBuf {
        self.home.path().join("data/tidegate")
    }

    /// Proportional memory (PSS) of the app and its web processes, in MiB.
    pub fn memory(&self) -> Result<u64> {
        let kilobytes = self.processes()?.into_iter().map(|at| {
            let sizes = std::fs::read_to_string(at.join("smaps_rollup")).unwrap_or_default();
            let size = sizes.lines().find_map(|line| line.strip_prefix("Pss:"));
            size.and_then(|size| size.trim().trim_end_matches(" kB").parse::<u64>().ok())
                .unwrap_or(0)
        });
        Ok(kilobytes.sum::<u64>() / 1024)
    }

    /// Processor time that the app and its web processes have taken so far, user and system, in milliseconds and in
    /// steps of ten.
    pub fn processor(&self) -> Result<u64> {
        let ticks = self.processes()?.into_iter().map(|at| {
            let stat = std::fs::read_to_string(at.join("stat")).unwrap_or_default();
            let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
            let both = after.split_whitespace().skip(11).take(2);
            both.filter_map(|tick| tick.parse::<u64>().ok()).sum::<u64>()
        });
        Ok(ticks.sum::<u64>() * 10)
    }

    /// The app and its web processes, as places in `/proc`.
    fn processes(&self) -> Result<Vec<PathBuf>> {
        let home = format!("HOME={}", self.home.path().display());
        let mut found = Vec::new();
        for process in std::fs::read_dir("/proc")?.flatten() {
            let at = process.path();
            let Ok(name) = std::fs::read_to_string(at.join("comm")) else {
                continue;
            };
            let ours = ["tidegate", "WebKitWeb", "WebKitNetwork"]
                .iter()
                .any(|start| name.starts_with(start));
            let environment = std::fs::read(at.join("environ")).unwrap_or_default();
            let here = environment
                .split(|byte| *byte == 0)
                .any(|line| line == home.as_bytes());
            if ours && here && !name.starts_with("WebKitWebDriver") {
                found.push(at);
            }
        }
        Ok(found)
    }

    /// What the app has logged.
    pub fn log(&self) -> String {
        let files = std::fs::read_dir(self.data_dir().join("logs"))
            .into_iter()
            .flatten()
            .flatten();
        files
            .filter_map(|file| std::fs::read_to_string(file.path()).ok())
            .collect()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The number of the display, such as `:99`.
    pub fn display(&self) -> &str {
        self.environment
            .iter()
            .find(|(name, _)| name == "DISPLAY")
            .map_or("", |(_, value)| value)
    }
}

/// An unlocked keychain on this bus.
fn keyring(environment: &[(String, String)]) -> Result<Owned> {
    let mut command = Command::new("gnome-keyring-daemon");
    command
        .args(["--foreground", "--unlock", "--components=secrets"])
        .env_clear()
        .envs(environment.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut keyring = Owned::start(&mut command)?;
    let Some(mut input) = keyring.child().stdin.take() else {
        anyhow::bail!("the keychain takes no password")
    };
    input.write_all(b"test-login\n")?;
    Ok(keyring)
}

fn restrict(dir: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// The built program: beside the test programs, or where `TIDEGATE_APP` says.
fn app() -> PathBuf {
    if let Some(path) = std::env::var_os("TIDEGATE_APP") {
        return path.into();
    }
    let here = std::env::current_exe().unwrap_or_default();
    let folder = here.ancestors().nth(2).unwrap_or(Path::new(""));
    folder.join("tidegate-desktop")
}
