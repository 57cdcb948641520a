//! Whether there is a display to show a window on.

/// Says what to do where there is none, instead of letting the window system panic.
pub fn require() -> anyhow::Result<()> {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        anyhow::ensure!(
            set("DISPLAY") || set("WAYLAND_DISPLAY"),
            "There is no display here. Use the command line `tidegate` (same engine, same data), \
             or start this from a desktop session."
        );
    }
    Ok(())
}
