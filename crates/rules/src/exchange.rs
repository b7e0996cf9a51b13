//! VPCs that exchange something which only one of them may have at a time.
//!
//! The cluster judges each update beside what is stored at that moment. A VPC that takes what another gives up
//! must come after it; where VPCs take from each other in a circle, none can be the first.

use std::collections::BTreeSet;

use crate::object::Object;
use crate::subject::Subject;

/// Most VPCs that are followed from one.
const MOST: usize = 64;

/// Another changed VPC that had what this one takes, and that can itself change only after this one: then neither
/// can be the first. `before` is what this VPC was. `takers` are the others that now have what a VPC as it was
/// has given up; `clash` says whether two VPCs cannot be stored together.
pub(crate) fn partner<'i>(
    before: &'i Object,
    vpc: &Subject<'i>,
    takers: impl Fn(&Object) -> Vec<&'i Object>,
    clash: impl Fn(&Object, &Object) -> bool,
) -> Option<&'i Object> {
    let mut seen = BTreeSet::new();
    let mut next = vec![before];
    while let Some(given_up) = next.pop() {
        for taker in takers(given_up) {
            let Some(was) = vpc.was(taker).filter(|_| seen.len() < MOST) else { continue };
            if !seen.insert(taker.identity()) {
                continue;
            }
            if clash(was, vpc) {
                return Some(taker);
            }
            next.push(was);
        }
    }
    None
}
