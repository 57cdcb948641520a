//! The app's window as a person uses it: looking, clicking, typing, closing.

use anyhow::{Context, Result, bail, ensure};
pub use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window as XWindow,
};
use x11rb::{connection::Connection, rust_connection::RustConnection};

/// Longest wait for anything to show.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);
/// Longer than anything takes to appear or to fade.
const FADING: Duration = Duration::from_millis(1500);

/// The window under WebDriver.
#[derive(Debug)]
pub struct Window {
    client: Client,
}

impl Window {
    pub(crate) async fn open(port: u16, app: &Path, data_dir: &Path) -> Result<Self> {
        let app = json!({ "binary": app, "args": ["--data-dir", data_dir] });
        let window = Self::session(port, json!({ "webkitgtk:browserOptions": app })).await?;
        window.see("[data-testid='nav-overview']").await?;
        Ok(window)
    }

    /// A page in the driver's own browser.
    pub(crate) async fn browse(port: u16, address: &str) -> Result<Self> {
        let window = Self::session(port, json!({})).await?;
        window.client.goto(address).await?;
        Ok(window)
    }

    async fn session(port: u16, capabilities: Value) -> Result<Self> {
        let Value::Object(capabilities) = capabilities else {
            bail!("capabilities are an object")
        };
        let address = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match tokio::time::timeout(PATIENCE, builder.connect(&address)).await {
                Ok(Ok(client)) => return Ok(Self { client }),
                // The driver may not listen yet.
                Ok(Err(error)) if Instant::now() > deadline => {
                    return Err(error).context("no WebDriver session");
                }
                Ok(Err(_)) => tokio::time::sleep(POLL).await,
                Err(_) => bail!("the program did not start under WebDriver"),
            }
        }
    }

    /// Waits until an element is there and shown.
    pub async fn see(&self, css: &str) -> Result<Element> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(element) = self.client.find(Locator::Css(css)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return Ok(element);
            }
            if Instant::now() > deadline {
                let shown = self.body().await.unwrap_or_default();
                bail!(
                    "{css} did not appear; the page says: {}",
                    shown.chars().take(1500).collect::<String>()
                );
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// The element with this `data-testid`.
    pub async fn part(&self, id: &str) -> Result<Element> {
        self.see(&format!("[data-testid='{id}']")).await
    }

    pub async fn click(&self, id: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let part = self.part(id).await?;
            let clicked = match self.bring_into_view(&part).await {
                Ok(()) => part.click().await.map_err(anyhow::Error::from),
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > deadline => {
                    return Err(error).with_context(|| format!("clicking {id}"));
                }
                // It moved or was drawn anew just now.
                Err(_) => tokio::time::sleep(POLL).await,
            }
        }
    }

    /// Scrolls as a person does who wants to see an element whole, bars at the edges included.
    async fn bring_into_view(&self, part: &Element) -> Result<()> {
        let part = serde_json::to_value(part)?;
        self.script("arguments[0].scrollIntoView({ block: 'center' })", vec![part])
            .await?;
        Ok(())
    }

    /// Replaces what a field holds by `text`, key by key.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let inputs = ["input", "textarea"]
            .map(|kind| format!("{kind}[data-testid='{id}'], [data-testid='{id}'] {kind}"));
        let part = self.see(&inputs.join(", ")).await?;
        let told = |step: &'static str| {
            move |error: fantoccini::error::CmdError| anyhow::anyhow!("{step} in {id}: {error:?}")
        };
        self.bring_into_view(&part).await?;
        part.click().await.map_err(told("clicking"))?;
        let all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        part.send_keys(&all).await.map_err(told("selecting"))?;
        part.send_keys(&char::from(Key::Delete).to_string())
            .await
            .map_err(told("deleting"))?;
        part.send_keys(text).await.map_err(told("typing"))?;
        Ok(())
    }

    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let sent = match self.client.active_element().await {
                Ok(part) => part.send_keys(keys).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(()) => return Ok(()),
                // The element was drawn anew between the two; nothing has been typed.
                Err(error) if was_replaced(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(POLL).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Chooses the option with this text in a list that opens.
    pub async fn choose(&self, id: &str, option: &str) -> Result<()> {
        let chosen = "const [text, done] = arguments; const seek = () => {
            const found = [...document.querySelectorAll('[role=option]')].find((one) => one.textContent === text && one.offsetParent);
            if (found) { found.click(); done(true); } else setTimeout(seek, 50); }; seek();";
        self.click(id).await?;
        self.async_script(chosen, vec![json!(option)]).await?;
        Ok(())
    }

    /// Presses one key, such as Enter or Tab.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.keys(&char::from(key).to_string()).await
    }

    /// Presses a key together with Ctrl.
    pub async fn press_with_control(&self, key: char) -> Result<()> {
        self.keys(&format!(
            "{}{key}{}",
            char::from(Key::Control),
            char::from(Key::Null)
        ))
        .await
    }

    /// Tabs on until this part has the focus.
    pub async fn tab_to(&self, id: &str) -> Result<()> {
        self.part(id).await?;
        let inside = "const e = document.activeElement; const p = arguments[0]; \
            return !!e && (!!e.closest(`[data-testid='${p}']`) || !!e.querySelector(`[data-testid='${p}']`) && e.tabIndex >= 0)";
        for _ in 0..80 {
            if self.script(inside, vec![json!(id)]).await? == json!(true) {
                return Ok(());
            }
            self.press(Key::Tab).await?;
        }
        bail!("{id} is not reached by the Tab key")
    }

    /// Waits until the text of an element satisfies `wanted`.
    pub async fn text_when(&self, id: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = self.part(id).await?.text().await.unwrap_or_default();
            if wanted(&text) {
                return Ok(text);
            }
            ensure!(Instant::now() < deadline, "{id} says \u{201c}{text}\u{201d}");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until the page says `words` somewhere.
    pub async fn says(&self, words: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let body = self.body().await?;
            if body.contains(words) {
                return Ok(());
            }
            ensure!(
                Instant::now() < deadline,
                "the page does not say \u{201c}{words}\u{201d} but:\n{body}"
            );
            tokio::time::sleep(POLL).await;
        }
    }

    /// All that the page says.
    pub async fn body(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    pub async fn async_script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// Goes to a page of the app, such as `/runs`, as a link would.
    pub async fn go(&self, page: &str) -> Result<()> {
        self.script("location.hash = arguments[0]", vec![json!(page)])
            .await?;
        Ok(())
    }

    /// From now on keeps every answer of the engine to the page. What it reports on the way (probes and
    /// pictures of runs) does not pass here.
    pub async fn overhear(&self) -> Result<()> {
        let patched = "window.__heard = []; const plain = window.fetch; \
            window.fetch = async (...asked) => { const answer = await plain(...asked); \
              window.__heard.push(await answer.clone().text()); return answer; }; \
            return window.fetch !== plain;";
        ensure!(
            self.script(patched, vec![]).await? == json!(true),
            "the page's calls cannot be overheard"
        );
        Ok(())
    }

    /// How many answers were overheard, and whether one matches the pattern.
    pub async fn heard(&self, pattern: &str) -> Result<(u64, bool)> {
        let said =
            "return [window.__heard.length, window.__heard.some((x) => new RegExp(arguments[0]).test(x))]";
        Ok(serde_json::from_value(
            self.script(said, vec![json!(pattern)]).await?,
        )?)
    }

    /// Keeps a picture of the window among the artefacts of the test run.
    pub async fn picture(&self, name: &str) -> Result<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artefacts");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        // The first picture after a change may still be of the frame before it.
        let drawn = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))";
        self.async_script(drawn, vec![]).await?;
        self.client.screenshot().await?;
        std::fs::write(&path, self.client.screenshot().await?)?;
        Ok(path)
    }

    /// Asks the window to close, as its frame's button does.
    pub fn press_close(&self, display: &str) -> Result<()> {
        let (bus, screen) = RustConnection::connect(Some(display))?;
        let root = bus.setup().roots.get(screen).context("no screen")?.root;
        let protocols = bus.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
        let delete = bus.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
        let windows = frames(&bus, root, "Tidegate")?;
        ensure!(!windows.is_empty(), "no window is called Tidegate");
        for window in windows {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            bus.send_event(false, window, EventMask::NO_EVENT, message)?;
        }
        // A round trip: a connection that closes at once may take its last requests with it.
        bus.get_input_focus()?.reply()?;
        Ok(())
    }

    /// Drags files from the desktop onto the element with this `data-testid` and lets go.
    pub async fn drop_files(&self, display: &str, id: &str, paths: &[&Path]) -> Result<()> {
        let part = serde_json::to_value(self.part(id).await?)?;
        let middle = "const r = arguments[0].getBoundingClientRect(); \
            return [Math.round(r.left + r.width / 2), Math.round(r.top + Math.min(r.height, innerHeight - r.top) / 2)]";
        let (x, y): (i16, i16) = serde_json::from_value(self.script(middle, vec![part]).await?)?;
        let (display, paths) = (
            display.to_owned(),
            paths.iter().map(|path| path.to_path_buf()).collect::<Vec<_>>(),
        );
        tokio::task::spawn_blocking(move || {
            let (bus, screen) = RustConnection::connect(Some(&display))?;
            let root = bus.setup().roots.get(screen).context("no screen")?.root;
            let window = *frames(&bus, root, "Tidegate")?.first().context("no window")?;
            let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
            crate::drop::files(&display, window, (x, y), &paths)
        })
        .await?
    }

    /// Chooses a folder in the desktop's own window, which the app has opened.
    pub async fn choose_folder(&self, display: &str, folder: &Path) -> Result<()> {
        crate::chooser::answer(display, "Select Folder", folder).await
    }

    /// Puts a text into the field with this `data-testid` as a paste of the clipboard does.
    pub async fn paste(&self, id: &str, text: &str) -> Result<()> {
        let part = serde_json::to_value(self.part(id).await?)?;
        let paste = "const data = new DataTransfer(); data.setData('text/plain', arguments[1]); \
            const field = arguments[0].matches('input, textarea') ? arguments[0] : arguments[0].querySelector('input, textarea'); \
            field.focus(); \
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
        self.script(paste, vec![part, text.into()]).await?;
        Ok(())
    }

    /// Waits until no window of the app is on the display.
    pub async fn hidden(&self, display: &str) -> Result<()> {
        self.on_display(display, false).await
    }

    /// Waits until the window is on the display.
    pub async fn shown(&self, display: &str) -> Result<()> {
        self.on_display(display, true).await
    }

    async fn on_display(&self, display: &str, wanted: bool) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (bus, screen) = RustConnection::connect(Some(display))?;
            let root = bus.setup().roots.get(screen).context("no screen")?.root;
            if frames(&bus, root, "Tidegate")?.is_empty() != wanted {
                return Ok(());
            }
            ensure!(
                Instant::now() < deadline,
                "the window is {}",
                if wanted { "not shown" } else { "still shown" }
            );
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until nothing on the page says that it is loading.
    pub async fn settled(&self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let mut quiet = 0;
        while quiet < 4 {
            let busy = self
                .script(
                    "return document.querySelectorAll('[aria-busy=\"true\"], .mantine-Loader-root').length",
                    vec![],
                )
                .await?;
            quiet = if busy == json!(0) { quiet + 1 } else { 0 };
            ensure!(Instant::now() < deadline, "the page does not settle");
            tokio::time::sleep(POLL * 2).await;
        }
        Ok(())
    }

    /// What axe finds serious or critical on the page, one line each. What has passed away at a second look, such as
    /// a message that was just fading, stood in nobody's way.
    pub async fn accessibility(&self) -> Result<Vec<String>> {
        let mut barriers = self.barriers().await?;
        for _ in 0..2 {
            if barriers.is_empty() {
                break;
            }
            tokio::time::sleep(FADING).await;
            let still = self.barriers().await?;
            barriers.retain(|barrier| still.contains(barrier));
        }
        Ok(barriers)
    }

    async fn barriers(&self) -> Result<Vec<String>> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&axe).with_context(|| format!("{} is missing", axe.display()))?;
        self.script(&axe, vec![]).await?;
        let run = "const done = arguments[arguments.length - 1]; \
            axe.run(document, { resultTypes: ['violations'] }).then( \
              (found) => done(found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)) \
                .flatMap((v) => v.nodes.slice(0, 20).map((n) => v.id + ': ' + n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')))), \
              (error) => done(['axe failed: ' + error]))";
        let found = self.async_script(run, vec![]).await?;
        Ok(serde_json::from_value(found)?)
    }

    pub async fn end(self) -> Result<()> {
        self.client.close().await?;
        Ok(())
    }
}

/// Waits until a window with this name is on the display.
pub(crate) async fn appears(display: &str, name: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let (bus, screen) = RustConnection::connect(Some(display))?;
        let root = bus.setup().roots.get(screen).context("no screen")?.root;
        if !frames(&bus, root, name)?.is_empty() {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "no window is called {name}");
        tokio::time::sleep(POLL).await;
    }
}

/// The shown windows of this name that a frame's close button would close. Tooltips and menus are none.
fn frames(bus: &RustConnection, parent: XWindow, name: &str) -> Result<Vec<XWindow>> {
    let protocols = bus.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
    let mut found = Vec::new();
    for window in bus.query_tree(parent)?.reply()?.children {
        // A window may go away while it is looked at.
        let Ok(attributes) = bus.get_window_attributes(window)?.reply() else {
            continue;
        };
        let Ok(title) = bus
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?
            .reply()
        else {
            continue;
        };
        let Ok(closes) = bus
            .get_property(false, window, protocols, AtomEnum::ATOM, 0, 16)?
            .reply()
        else {
            continue;
        };
        if attributes.map_state == MapState::VIEWABLE
            && title.value == name.as_bytes()
            && closes.value_len > 0
        {
            found.push(window);
        } else {
            found.extend(frames(bus, window, name).unwrap_or_default());
        }
    }
    Ok(found)
}

/// Whether WebDriver says that an element is no longer on the page, in any of its ways.
fn was_replaced(error: &fantoccini::error::CmdError) -> bool {
    let said = error.to_string();
    ["stale element", "no such element", "file upload information"]
        .iter()
        .any(|words| said.contains(words))
}
