//! How much memory this process ever held.

/// Inputs of 64 KiB under the targets' budgets stay far below.
const MOST_MIB: u64 = 512;

/// Says so when the process once held more than readers of small files may take. Asks the system where it tells.
///
/// # Errors
/// With the number of MiB.
pub fn within_bounds() -> Result<(), String> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return Ok(());
    };
    let most = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|most| most.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .unwrap_or(0)
        / 1024;
    if most > MOST_MIB {
        return Err(format!("the process held {most} MiB"));
    }
    Ok(())
}
