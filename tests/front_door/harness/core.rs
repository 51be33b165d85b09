//! The memory of a process, as a core of it holds it.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// So much is read at once.
const CHUNK: usize = 1 << 20;

/// Writes all that a process can write to in its memory into a file, but for pages that hold nothing. The process is
/// halted meanwhile.
pub(crate) fn core_of(process: Pid, into: &Path) {
    kill(process, Signal::SIGSTOP).unwrap();
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut core = File::create(into).unwrap();
    let (mut chunk, nothing) = (vec![0; CHUNK], vec![0; CHUNK]);
    for (from, to) in maps.lines().filter_map(written_to) {
        let mut at = from;
        while at < to {
            let size = usize::try_from(to - at).map_or(CHUNK, |left| left.min(CHUNK));
            // What cannot be read is memory of a device.
            if memory.read_exact_at(&mut chunk[..size], at).is_ok()
                && chunk[..size] != nothing[..size]
            {
                core.write_all(&chunk[..size]).unwrap();
            }
            at += size as u64;
        }
    }
    kill(process, Signal::SIGCONT).unwrap();
}

/// The addresses of a line of the map, where it is of memory that can be written to.
fn written_to(line: &str) -> Option<(u64, u64)> {
    let (addresses, rest) = line.split_once(' ')?;
    let (from, to) = addresses.split_once('-')?;
    let address = |text| u64::from_str_radix(text, 16).ok();
    rest.starts_with("rw").then_some((address(from)?, address(to)?))
}
