//! What this process has used, as Linux tells it.

use anyhow::{Context, Result};

/// The most memory that this process ever had resident, in MB: files it mapped included.
pub(crate) fn peak_mb() -> Result<f64> {
    status("VmHWM:")
}

/// Memory of this process that is resident now and no file's, in MB.
pub(crate) fn anonymous_mb() -> Result<f64> {
    status("RssAnon:")
}

/// Memory of this process that is resident now, in MB.
pub(crate) fn resident_mb() -> Result<f64> {
    status("VmRSS:")
}

/// The most memory that another process ever had resident, in MB.
pub(crate) fn peak_of(process: u32) -> Result<f64> {
    status_of(&process.to_string(), "VmHWM:")
}

/// The same of all processes below one of which an argument has one of these parts.
pub(crate) fn peaks_below(process: u32, parts: &[&str]) -> Result<f64> {
    let mut parents: Vec<(u32, u32)> = Vec::new();
    for entry in std::fs::read_dir("/proc").context("there is no /proc")? {
        let name = entry?.file_name();
        let Ok(id) = name.to_string_lossy().parse::<u32>() else { continue };
        // A process may have ended meanwhile.
        let Ok(text) = std::fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        let after = text.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
        let parent = after.split_whitespace().nth(1).and_then(|field| field.parse().ok());
        parents.push((id, parent.unwrap_or_default()));
    }
    let (mut all, mut sum) = (vec![process], 0.0);
    while let Some(of) = all.pop() {
        all.extend(parents.iter().filter(|(_, parent)| *parent == of).map(|(id, _)| *id));
        let Ok(line) = std::fs::read(format!("/proc/{of}/cmdline")) else { continue };
        let line = String::from_utf8_lossy(&line);
        // Who keeps a program has its arguments among its own, behind its own name.
        let is_kept = line.contains("\0tied\0") || line.contains("\0rig\0");
        if !is_kept && parts.iter().any(|part| line.contains(part)) {
            sum += peak_of(of)?;
        }
    }
    anyhow::ensure!(sum > 0.0, "no process below {process} has {parts:?} in its arguments");
    Ok(sum)
}

fn status(field: &str) -> Result<f64> {
    status_of("self", field)
}

fn status_of(process: &str, field: &str) -> Result<f64> {
    let path = format!("/proc/{process}/status");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let kilobytes = text
        .lines()
        .find_map(|line| line.strip_prefix(field)?.trim().strip_suffix(" kB")?.parse::<f64>().ok())
        .with_context(|| format!("the status has no `{field}`"))?;
    Ok(kilobytes * 1024.0 / 1e6)
}

/// Seconds of processor time: of this process, and of the programs it started that have ended.
pub(crate) fn processor_seconds() -> Result<(f64, f64)> {
    let text = std::fs::read_to_string("/proc/self/stat").context("cannot read the times")?;
    // The name of the program is in brackets and may hold anything.
    let fields = text.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let ticks: Vec<f64> =
        fields.split_whitespace().skip(11).take(4).filter_map(|field| field.parse().ok()).collect();
    let &[user, system, children_user, children_system] = ticks.as_slice() else {
        anyhow::bail!("the times are not where they should be");
    };
    let per_second = rustix::param::clock_ticks_per_second() as f64;
    Ok(((user + system) / per_second, (children_user + children_system) / per_second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_something() {
        assert!(peak_mb().unwrap() >= resident_mb().unwrap() * 0.5);
        assert!(resident_mb().unwrap() >= anonymous_mb().unwrap());
        let (own, children) = processor_seconds().unwrap();
        assert!(own >= 0.0 && children >= 0.0);
    }
}
