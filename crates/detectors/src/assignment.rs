//! What settings and programs give to a name: the value after a sign, between quotes or tags or bare. Knows no
//! detector and no language.

use std::ops::Range;

/// As in `password: &str = "…"` and `password string = "…"`.
pub(crate) fn typed_value_after(bytes: &[u8], name_end: usize) -> Option<(Range<usize>, bool)> {
    let near = bytes.get(name_end..bytes.len().min(name_end + 40))?;
    let sign = near
        .iter()
        .position(|byte| matches!(byte, b'=' | b'\n' | b'"' | b';' | b','))?;
    let between = near.get(..sign)?;
    let typed = between.first().is_some_and(|first| matches!(first, b':' | b' '))
        && (between.iter()).all(|byte| byte.is_ascii_alphanumeric() || b" :&'<>[]?*.".contains(byte));
    (typed && near.get(sign) == Some(&b'='))
        .then(|| value_after(bytes, name_end + sign))
        .flatten()
}

/// The value assigned to a name that goes on to at most a suffix such as `_prod` or `2`, and whether it is quoted.
pub(crate) fn value_after(bytes: &[u8], name_end: usize) -> Option<(Range<usize>, bool)> {
    let at = |i: usize| bytes.get(i).copied().unwrap_or(b'\n');
    let mut i = name_end;
    // `password_file`, `token_url` and `secretName` name something else; `_1` and `_prod` do not.
    let suffix = bytes[i..]
        .iter()
        .take(40)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        .count();
    let word = bytes[i..i + suffix].to_ascii_lowercase();
    let fits = suffix == 0
        || word.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_')
        || [
            &b"_prod"[..],
            b"_dev",
            b"_test",
            b"_staging",
            b"_live",
            b"_value",
            b"_key",
            b"key",
            b"_base",
            b"_id_key",
        ]
        .contains(&word.as_slice());
    if !fits {
        return None;
    }
    i += suffix;
    // `id="password">` is an attribute's end and no element's.
    let attribute = matches!(at(i), b'"' | b'\'');
    if matches!(at(i), b'"' | b'\'' | b']') {
        i += 1;
        if at(i) == b']' {
            i += 1;
        }
    }
    let skip_blanks = |mut i: usize| {
        while matches!(at(i), b' ' | b'\t') {
            i += 1;
        }
        i
    };
    i = skip_blanks(i);
    // As in `<add key="password" value="…"/>`.
    if attribute
        && bytes
            .get(i..i + 6)
            .is_some_and(|next| next.eq_ignore_ascii_case(b"value="))
    {
        i += 5;
    }
    let tag = at(i) == b'>';
    if tag && attribute {
        return None;
    }
    i += match (at(i), at(i + 1)) {
        (b'=', b'>') | (b':', b'=') => 2,
        (b'=' | b':' | b'>', next) if !matches!(next, b'=' | b':') => 1,
        _ => return None,
    };
    i = skip_blanks(i);
    let quote = match at(i) {
        mark @ (b'"' | b'\'' | b'`') => {
            i += 1;
            Some(mark)
        }
        _ => None,
    };
    let rest = &bytes[i..bytes.len().min(i + 512)];
    let length = rest.iter().position(|byte| match quote {
        Some(mark) => *byte == mark || *byte == b'\n',
        None if tag => matches!(byte, b'<' | b'\n'),
        None => byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b',' | b';'),
    });
    let length = match length {
        Some(length) => length,
        None if i + rest.len() == bytes.len() => rest.len(),
        None => return None,
    };
    // An element's text goes on to the end of the element.
    if tag
        && quote.is_none()
        && !bytes
            .get(i + length..)
            .is_some_and(|rest| rest.starts_with(b"</"))
    {
        return None;
    }
    Some((i..i + length, quote.is_some() || tag))
}
