//! A reader that does what the file's name says: what a reader of a hostile file may be brought to do, and what a
//! worker that was taken over would try.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use tidegate_domain::text::Window;
use tidegate_formats::{Budget, FormatError, Reading, ReadingEnd};

type Visit<'a> = &'a mut dyn FnMut(&Window<'_>) -> ControlFlow<()>;

pub fn read(
    name: &str,
    input: &mut dyn Read,
    budget: &Budget,
    visit: Visit<'_>,
) -> Result<Reading, FormatError> {
    assert!(budget.complex, "a worker reads complex formats");
    let (deed, after_finding) = match name.strip_suffix(".late.zip") {
        Some(deed) => (deed, true),
        None => (name.strip_suffix(".zip").unwrap_or(name), false),
    };
    if after_finding {
        say("early@northwind.test", budget, visit)?;
    }
    match deed.rsplit('.').next().unwrap_or(deed) {
        "good" => {
            let mut text = String::new();
            input.read_to_string(&mut text).map_err(FormatError::Input)?;
            return say(text.trim_start_matches("PK\x03\x04"), budget, visit);
        }
        "stack" => drop(deeper(1)),
        "memory" => {
            let mut hoard = Vec::new();
            loop {
                hoard.push(vec![1u8; 1 << 20]);
            }
        }
        "spin" => loop {
            std::hint::spin_loop();
        },
        "hang" => loop {
            std::thread::park();
        },
        "read_and_hang" => {
            std::io::copy(input, &mut std::io::sink()).map_err(FormatError::Input)?;
            loop {
                std::thread::park();
            }
        }
        "exit" => std::process::exit(0),
        "panic" => panic!("as a parser does"),
        "flood" => while say("again@northwind.test", budget, visit).is_ok() {},
        "garbage" => {
            let mut out = std::io::stdout();
            while out.write_all(&[0xff; 4096]).is_ok() {}
        }
        "huge" => {
            // A frame of 4 GiB, of which nothing comes.
            drop(std::io::stdout().write_all(b"\xff\xff\xff\xffM"));
            drop(std::io::stdout().flush());
            std::thread::park();
        }
        "lie" => {
            let body = br#"[{"detector":"../x","category":"personal"}]"#;
            let mut frame = (body.len() as u32).to_le_bytes().to_vec();
            frame.push(b'M');
            frame.extend(body);
            drop(std::io::stdout().write_all(&frame));
            drop(std::io::stdout().flush());
            std::thread::park();
        }
        "unreadable" => {
            return Err(FormatError::Unreadable {
                message: "Its header is\n\u{1b}[31mdamaged.".to_owned(),
            });
        }
        "break_out" => return say(&break_out(), budget, visit),
        "program" => return say(&program(), budget, visit),
        other => panic!("no deed named {other}"),
    }
    Ok(Reading {
        format: "deed".to_owned(),
        encoding: String::new(),
        examined: 0,
        end: ReadingEnd::Complete,
    })
}

fn say(text: &str, budget: &Budget, visit: Visit<'_>) -> Result<Reading, FormatError> {
    tidegate_formats::read("said.txt", &mut text.as_bytes(), budget, visit)
}

fn deeper(level: u64) -> u64 {
    let room = [level; 512];
    if level == 0 {
        0
    } else {
        deeper(level + 1) + std::hint::black_box(room)[7]
    }
}

#[cfg(not(target_os = "linux"))]
fn break_out() -> String {
    "tried@everything.test".to_owned()
}

/// One address for each thing that was possible and should not have been.
#[cfg(target_os = "linux")]
fn break_out() -> String {
    let own = std::env::current_exe().unwrap_or_default();
    let parent = std::os::unix::process::parent_id();
    let possible = [
        ("tcp", std::net::TcpListener::bind("127.0.0.1:0").is_ok()),
        ("udp", std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("unix", std::os::unix::net::UnixDatagram::unbound().is_ok()),
        ("pair", std::os::unix::net::UnixStream::pair().is_ok()),
        (
            "write",
            std::fs::write("/tmp/tidegate-worker-was-here", "x").is_ok(),
        ),
        (
            "folder",
            std::fs::create_dir("/tmp/tidegate-worker-was-there").is_ok(),
        ),
        ("remove", std::fs::remove_file(&own).is_ok()),
        (
            "rename",
            std::fs::rename(&own, own.with_extension("gone")).is_ok(),
        ),
        ("environment", std::env::vars_os().next().is_some()),
        (
            "folder_of_program",
            std::env::current_dir().is_ok_and(|dir| dir != std::path::Path::new("/")),
        ),
        ("a_file", closes_folders() && std::fs::File::open(&own).is_ok()),
        (
            "others_memory",
            std::fs::File::open(format!("/proc/{parent}/mem")).is_ok(),
        ),
        (
            "core",
            rustix::process::getrlimit(rustix::process::Resource::Core).current != Some(0),
        ),
    ];
    possible
        .iter()
        .filter(|(_, possible)| *possible)
        .map(|(deed, _)| format!("{deed}@possible.test\n"))
        .collect::<String>()
        + "tried@everything.test\n"
}

/// Whether this kernel can close folders (Landlock) at all.
#[cfg(target_os = "linux")]
fn closes_folders() -> bool {
    use landlock::{ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr};
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(|rules| rules.create())
        .is_ok()
}

/// What a program of the system answers through pipes: text recognition works so.
fn program() -> String {
    let mut child = Command::new("cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("cat starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(b"through@cat.test")
        .expect("it reads");
    let answer = child.wait_with_output().expect("it ends");
    String::from_utf8(answer.stdout).expect("text")
}
