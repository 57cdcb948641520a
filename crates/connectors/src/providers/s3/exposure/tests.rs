//! What each combination of settings comes to.

use super::*;
use Setting::{Absent, Denied, Known, Untold};

fn level(
    block: Setting<(bool, bool)>,
    policy: Setting<bool>,
    lists_off: Setting<bool>,
    list: Setting<ExposureLevel>,
) -> (ExposureLevel, Vec<String>) {
    let seen = Seen {
        block: block.map(|(ignores_lists, restricts_policies)| Block {
            ignores_lists,
            restricts_policies,
        }),
        policy,
        lists_off,
        list,
    };
    let (level, reasons) = weigh(&seen);
    assert!(!reasons.is_empty());
    for reason in &reasons {
        assert!(reason.text.ends_with('.'), "{}", reason.text);
        assert_eq!(
            reason.permission.is_some(),
            reason.text.contains("is not allowed"),
            "{}",
            reason.text
        );
    }
    let lacking = reasons.into_iter().filter_map(|reason| reason.permission);
    (level, lacking.collect())
}

#[test]
fn settings_are_weighed_together() {
    use ExposureLevel::{Private, Public, Shared, Unknown};
    let all = Known((true, true));
    let none = Known((false, false));
    let table: &[(_, _, _, _, ExposureLevel, &[&str])] = &[
        // Nothing lets anybody in.
        (Absent, Absent, Absent, Known(Private), Private, &[]),
        (none, Known(false), Known(false), Known(Private), Private, &[]),
        (all, Known(false), Known(true), Known(Private), Private, &[]),
        // One of the two does.
        (Absent, Known(true), Known(true), Known(Private), Public, &[]),
        (Absent, Absent, Absent, Known(Public), Public, &[]),
        (Absent, Absent, Absent, Known(Shared), Shared, &[]),
        (none, Known(true), Known(false), Known(Shared), Public, &[]),
        // A block counts for what it blocks.
        (all, Known(true), Known(false), Known(Public), Private, &[]),
        (
            Known((true, false)),
            Known(true),
            Absent,
            Known(Public),
            Public,
            &[],
        ),
        (Known((true, false)), Absent, Absent, Known(Public), Private, &[]),
        (
            Known((false, true)),
            Known(true),
            Absent,
            Known(Public),
            Public,
            &[],
        ),
        (
            Known((false, true)),
            Known(true),
            Absent,
            Known(Private),
            Private,
            &[],
        ),
        // Lists that are off let nobody in.
        (Absent, Absent, Known(true), Known(Public), Private, &[]),
        // What is not known matters only where nothing else decides.
        (Denied, Absent, Absent, Known(Private), Private, &[BLOCK]),
        (Denied, Known(true), Absent, Known(Private), Public, &[BLOCK]),
        (Absent, Denied, Known(true), Known(Private), Unknown, &[POLICY]),
        (Absent, Denied, Absent, Known(Public), Public, &[POLICY]),
        (Absent, Absent, Absent, Denied, Unknown, &[BUCKET_ACL]),
        (Absent, Absent, Denied, Known(Private), Private, &[OWNERSHIP]),
        (
            all,
            Denied,
            Denied,
            Denied,
            Private,
            &[POLICY, BUCKET_ACL, OWNERSHIP],
        ),
        (
            Denied,
            Denied,
            Denied,
            Denied,
            Unknown,
            &[BLOCK, POLICY, BUCKET_ACL, OWNERSHIP],
        ),
        // Services that know no such settings.
        (Untold, Untold, Untold, Untold, Unknown, &[]),
        (Untold, Untold, Untold, Known(Public), Public, &[]),
        (Untold, Untold, Untold, Known(Private), Unknown, &[]),
        (Untold, Known(false), Untold, Untold, Unknown, &[]),
    ];
    for (block, policy, lists_off, list, expected, lacking) in table {
        let case = format!("{block:?} {policy:?} {lists_off:?} {list:?}");
        let (level, lacks) = level(*block, *policy, *lists_off, *list);
        assert_eq!(level, *expected, "{case}");
        assert_eq!(lacks, *lacking, "{case}");
    }
}
