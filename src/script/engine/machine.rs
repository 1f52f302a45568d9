//! How much memory there is for this process, and what a run may take of it by default.

use std::path::Path;
use std::sync::OnceLock;

/// The most that a run may take by default.
const MOST: u64 = 2 << 30;

/// A quarter of what there is: a run may go beyond its limit by what a single operation makes, up to four times the limit
/// in all, which the machine survives.
const SHARE: u64 = 4;

/// What a run may take by default, in bytes: a quarter of what the machine or its control group has, at most 2 GiB.
#[must_use]
pub fn memory_of_a_run() -> usize {
    static BYTES: OnceLock<usize> = OnceLock::new();
    *BYTES.get_or_init(|| {
        let read = |path: &Path| std::fs::read_to_string(path).ok();
        usize::try_from(memory(&read).map_or(MOST, |bytes| (bytes / SHARE).min(MOST))).unwrap_or(usize::MAX)
    })
}

/// The bytes that this process can have: what its control group or one above it may use, or what the machine has.
/// `None` where the system does not say; only Linux does.
fn memory(read: &dyn Fn(&Path) -> Option<String>) -> Option<u64> {
    let groups = read(Path::new("/proc/self/cgroup")).unwrap_or_default();
    let of_groups = groups.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, group) = (parts.next()?, parts.next()?);
        if controllers.is_empty() {
            least(read, Path::new("/sys/fs/cgroup"), group, "memory.max")
        } else if controllers.split(',').any(|controller| controller == "memory") {
            least(read, Path::new("/sys/fs/cgroup/memory"), group, "memory.limit_in_bytes")
        } else {
            None
        }
    });
    of_groups.chain(physical(read)).min()
}

/// The least limit of a control group and those above it. In a container the path may be one that is only seen outside of
/// it, so that folders that are not there are passed over.
fn least(read: &dyn Fn(&Path) -> Option<String>, root: &Path, group: &str, file: &str) -> Option<u64> {
    let group = Path::new(group.trim_start_matches('/'));
    group.ancestors().filter_map(|group| read(&root.join(group).join(file))?.trim().parse().ok()).min()
}

fn physical(read: &dyn Fn(&Path) -> Option<String>) -> Option<u64> {
    let info = read(Path::new("/proc/meminfo"))?;
    let total = info.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = total.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;
    const INFO: (&str, &str) = ("/proc/meminfo", "MemTotal:       25165824 kB\nMemFree:        1 kB\n");

    fn of(files: &[(&str, &str)]) -> Option<u64> {
        memory(&|path: &Path| {
            files.iter().find(|(known, _)| Path::new(known) == path).map(|(_, text)| (*text).to_owned())
        })
    }

    #[test]
    fn without_control_groups_the_machine_says_how_much_there_is() {
        assert_eq!(of(&[INFO]), Some(24 * GIB));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("/proc/meminfo", "MemTotal: many kB\n")]), None);
    }

    #[test]
    fn the_least_limit_of_the_control_groups_around_the_process_counts() {
        let group = ("/proc/self/cgroup", "0::/apps/one\n");
        let outer = ("/sys/fs/cgroup/apps/memory.max", "1073741824\n");
        let inner = ("/sys/fs/cgroup/apps/one/memory.max", "4294967296\n");
        assert_eq!(of(&[INFO, group, outer, inner]), Some(GIB));
        assert_eq!(of(&[INFO, group, ("/sys/fs/cgroup/apps/one/memory.max", "max\n")]), Some(24 * GIB));
        assert_eq!(of(&[INFO, group, inner]), Some(4 * GIB));
    }

    #[test]
    fn in_a_container_the_root_of_its_control_groups_counts() {
        let group = ("/proc/self/cgroup", "0::/../../docker/abc\n");
        assert_eq!(of(&[INFO, group, ("/sys/fs/cgroup/memory.max", "536870912\n")]), Some(GIB / 2));
        let group = ("/proc/self/cgroup", "0::/\n");
        assert_eq!(of(&[INFO, group, ("/sys/fs/cgroup/memory.max", "536870912\n")]), Some(GIB / 2));
    }

    #[test]
    fn control_groups_of_the_first_version_are_read_and_their_word_for_no_limit_is_more_than_the_machine() {
        let group = ("/proc/self/cgroup", "12:cpu,cpuacct:/x\n9:memory:/docker/abc\n1:name=systemd:/x\n");
        let limited = ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
        assert_eq!(of(&[INFO, group, limited]), Some(GIB / 4));
        let unlimited = ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assert_eq!(of(&[INFO, group, unlimited]), Some(24 * GIB));
    }

    #[test]
    fn a_run_may_take_a_quarter_and_at_most_two_gibibytes() {
        assert!(memory_of_a_run() as u64 <= MOST);
    }
}
