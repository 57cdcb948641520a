//! Regions: what may be one, and to which of Amazon's worlds it belongs.

/// One of Amazon's separate worlds: accounts, roles and addresses of one mean nothing in another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partition {
    /// As it stands in an ARN.
    pub name: &'static str,
    /// What the names of its regions begin with.
    begins: &'static str,
    /// What the names of its hosts end with.
    pub suffix: &'static str,
    /// Where is asked when no region is known.
    pub home: &'static str,
}

const COMMERCIAL: Partition = Partition {
    name: "aws",
    begins: "",
    suffix: "amazonaws.com",
    home: "us-east-1",
};
const OTHERS: [Partition; 3] = [
    Partition {
        name: "aws-cn",
        begins: "cn-",
        suffix: "amazonaws.com.cn",
        home: "cn-north-1",
    },
    Partition {
        name: "aws-us-gov",
        begins: "us-gov-",
        suffix: "amazonaws.com",
        home: "us-gov-west-1",
    },
    Partition {
        name: "aws-eusc",
        begins: "eusc-",
        suffix: "amazonaws.eu",
        home: "eusc-de-east-1",
    },
];

impl Partition {
    /// The world of a region; without one, the one that most accounts are in.
    pub fn of(region: &str) -> &'static Self {
        let own = OTHERS.iter().find(|world| region.starts_with(world.begins));
        own.unwrap_or(&COMMERCIAL)
    }

    /// The world that an ARN names.
    pub fn named(name: &str) -> Option<&'static Self> {
        [&COMMERCIAL]
            .into_iter()
            .chain(&OTHERS)
            .find(|world| world.name == name)
    }
}

/// Whether a text may be a region. It becomes part of a host name and of the signature: nothing but a word of
/// small letters, digits and dashes may be in it.
pub(super) fn is_one(text: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

/// Whether a host is Amazon's own, such as a private endpoint.
pub(super) fn is_amazon(authority: &str) -> bool {
    let host = authority.split(':').next().unwrap_or_default();
    [&COMMERCIAL].into_iter().chain(&OTHERS).any(|world| {
        host.strip_suffix(world.suffix)
            .is_some_and(|rest| rest.ends_with('.'))
    })
}
