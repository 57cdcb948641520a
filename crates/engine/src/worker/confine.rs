//! What a worker forbids itself before it reads a byte of a stranger's file.
//!
//! Everywhere on Unix: memory, processor time, no core files, no file writing, few open files, no new privileges.
//! On Linux also: no sockets, no looking into other processes, no kernel doors that reading never needs (seccomp),
//! and no files but the system's own programs and libraries (Landlock, where the kernel has it). A program of the
//! system can still be started and piped through, as text recognition needs; it inherits all of this.

use super::message::Hello;
use std::io;

#[cfg(unix)]
pub(super) fn confine(hello: &Hello) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        (Resource::As, mapped() + hello.memory_bytes),
        (Resource::Core, 0),
        // The pipes are no files: writing to them is not meant.
        (Resource::Fsize, 0),
        (Resource::Nofile, 64),
    ];
    for (resource, most) in limits {
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )?;
    }
    renew_time(hello)?;
    #[cfg(target_os = "linux")]
    linux::confine()?;
    Ok(())
}

/// Bytes of address space that the program takes before it reads anything: its libraries, above all.
#[cfg(unix)]
fn mapped() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or(0);
    pages * rustix::param::page_size() as u64
}

/// Gives the next file its own processor time. What stops a reader that ignores this is the program's clock.
#[cfg(unix)]
pub(super) fn renew_time(hello: &Hello) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let used = u64::try_from(used).unwrap_or(0);
    setrlimit(
        Resource::Cpu,
        Rlimit {
            current: Some(used + hello.cpu_seconds + 1),
            maximum: None,
        },
    )?;
    Ok(())
}

/// Ends this process and what it started when the program's end of the pipe goes away, whatever the reader is
/// doing: a program that was killed leaves no worker behind.
#[cfg(unix)]
pub(super) fn end_with_parent() -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    std::thread::Builder::new()
        .name("parent-watch".to_owned())
        .stack_size(64 * 1024)
        .spawn(|| {
            let stdin = io::stdin();
            loop {
                // Nothing is asked for but what is always told: that the other end hung up.
                let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
                match poll(&mut fds, None) {
                    Err(rustix::io::Errno::INTR) => {}
                    _ => break,
                }
            }
            let _ = rustix::process::kill_current_process_group(rustix::process::Signal::KILL);
            std::process::exit(1);
        })?;
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn confine(_: &Hello) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn renew_time(_: &Hello) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn end_with_parent() -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{
        ABI, Access, AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
        RulesetCreatedAttr, Scope,
    };
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
    use std::collections::BTreeMap;
    use std::io;

    /// Where programs and libraries of the system are. Nothing of a person's is there.
    const SYSTEM: &[&str] = &[
        "/usr",
        "/lib",
        "/lib64",
        "/bin",
        "/nix",
        "/gnu",
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/etc/fonts",
        "/sys/devices/system/cpu",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/self",
    ];

    /// What programs write to when they are to be silent.
    const NOTHING: &str = "/dev/null";

    /// Answered with "not permitted".
    const REFUSED: &[i64] = &[
        // The network, and talking to other processes.
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_recvfrom,
        libc::SYS_recvmsg,
        libc::SYS_recvmmsg,
        libc::SYS_shmget,
        libc::SYS_shmat,
        libc::SYS_shmctl,
        libc::SYS_msgget,
        libc::SYS_msgsnd,
        libc::SYS_semget,
        libc::SYS_mq_open,
        // Rings do the work of refused calls out of a filter's sight.
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        // Other processes.
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_process_madvise,
        libc::SYS_kcmp,
        libc::SYS_pidfd_getfd,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_setpriority,
        libc::SYS_sched_setaffinity,
        // Keys, namespaces, mounts and handles.
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_move_mount,
        libc::SYS_open_tree,
        libc::SYS_fsopen,
        libc::SYS_fsmount,
        libc::SYS_fsconfig,
        libc::SYS_fspick,
        libc::SYS_mount_setattr,
        libc::SYS_name_to_handle_at,
        libc::SYS_open_by_handle_at,
        libc::SYS_fanotify_init,
        // Doors into the kernel.
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_syslog,
        libc::SYS_acct,
        libc::SYS_quotactl,
        libc::SYS_personality,
        libc::SYS_vhangup,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_adjtimex,
        libc::SYS_clock_adjtime,
        libc::SYS_sethostname,
        libc::SYS_setdomainname,
        // Changes on disk, for kernels without Landlock.
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_truncate,
        libc::SYS_ftruncate,
        libc::SYS_fallocate,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_fsetxattr,
        libc::SYS_lsetxattr,
        libc::SYS_removexattr,
        libc::SYS_fremovexattr,
        libc::SYS_lremovexattr,
    ];

    /// The older names of calls above, which newer machines do not have.
    #[cfg(target_arch = "x86_64")]
    const REFUSED_OLD: &[i64] = &[
        libc::SYS_unlink,
        libc::SYS_rmdir,
        libc::SYS_rename,
        libc::SYS_renameat,
        libc::SYS_link,
        libc::SYS_symlink,
        libc::SYS_mkdir,
        libc::SYS_mknod,
        libc::SYS_creat,
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
        libc::SYS_utime,
        libc::SYS_utimes,
        libc::SYS_futimesat,
        libc::SYS_iopl,
        libc::SYS_ioperm,
        libc::SYS_modify_ldt,
        libc::SYS_kexec_file_load,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const REFUSED_OLD: &[i64] = &[libc::SYS_renameat];

    pub(super) fn confine() -> io::Result<()> {
        rustix::thread::set_no_new_privs(true)?;
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
        close_folders().map_err(io::Error::other)?;
        let filter = filter().map_err(io::Error::other)?;
        seccompiler::apply_filter(&filter).map_err(io::Error::other)
    }

    /// As much as the kernel can: an older one leaves the folders to the person's own permissions.
    fn close_folders() -> Result<(), landlock::RulesetError> {
        let abi = ABI::V6;
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(abi))?
            // Signals stay among the worker and what it starts.
            .scope(Scope::from_all(abi))?
            .create()?;
        for path in SYSTEM {
            // Not every system has every one of them.
            if let Ok(opened) = PathFd::new(path) {
                rules = rules.add_rule(PathBeneath::new(opened, AccessFs::from_read(abi)))?;
            }
        }
        if let Ok(opened) = PathFd::new(NOTHING) {
            let write = AccessFs::ReadFile | AccessFs::WriteFile;
            rules = rules.add_rule(PathBeneath::new(opened, write))?;
        }
        rules.restrict_self()?;
        Ok(())
    }

    fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
        let rules: BTreeMap<i64, Vec<seccompiler::SeccompRule>> = REFUSED
            .iter()
            .chain(REFUSED_OLD)
            .map(|call| (*call, Vec::new()))
            .collect();
        SeccompFilter::new(
            rules,
            SeccompAction::Allow,
            SeccompAction::Errno(libc::EPERM as u32),
            std::env::consts::ARCH.try_into()?,
        )?
        .try_into()
    }
}
