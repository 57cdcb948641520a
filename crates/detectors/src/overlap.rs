//! Two detectors at one place: the better founded match stays.

use crate::evidence::validated;
use std::cmp::Ordering;
use tidegate_domain::detector::Match;

/// Sorts by place and drops what overlaps a better match. Better is: more certain (a passed checksum counts as
/// a little extra), then longer, then earlier in the detectors' own order, which goes from special to general.
pub(crate) fn resolve(found: &mut Vec<Match>, order: impl Fn(&str) -> usize) {
    if found.len() < 2 {
        return;
    }
    found.sort_by(|a, b| a.span.start.cmp(&b.span.start).then(a.span.end.cmp(&b.span.end)));
    let mut best: Vec<Match> = Vec::with_capacity(found.len());
    for next in found.drain(..) {
        let mut beaten = false;
        while let Some(last) = best.last() {
            if last.span.end <= next.span.start {
                break;
            }
            if better(&next, last, &order) {
                best.pop();
            } else {
                beaten = true;
                break;
            }
        }
        if !beaten {
            best.push(next);
        }
    }
    *found = best;
}

fn better(a: &Match, b: &Match, order: impl Fn(&str) -> usize) -> bool {
    let worth = |m: &Match| m.confidence + if validated(&m.reasons) { 0.15 } else { 0.0 };
    worth(a)
        .total_cmp(&worth(b))
        .then(a.span.len().cmp(&b.span.len()))
        .then_with(|| order(&b.detector).cmp(&order(&a.detector)))
        == Ordering::Greater
}
