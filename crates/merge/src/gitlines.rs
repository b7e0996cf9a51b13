//! Git's own three-way merge of lines: what `git merge-file` makes of three texts.
//!
//! It is timid where the other one (`lines`) is bold: changes that touch, and insertions in one
//! place, are in conflict, unless both sides made the same. So a text that nothing is known of may be
//! merged by it. The steps are those of Git's xdiff (`xdl_do_merge`, level "zealous"), so that
//! what Git merges cleanly is merged cleanly here, to the same bytes.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Interner, Token};

use crate::policy::Policy;

/// Conflicts with at most this many lines between them are told as one, as Git does.
const CLOSE: usize = 3;

/// A piece of the merged text, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Text that nobody disputes.
    Agreed(&'a [u8]),
    /// Text that both sides changed, each to something else.
    Disputed {
        /// What both started from.
        base: &'a [u8],
        /// What our side has there.
        ours: &'a [u8],
        /// What their side has there.
        theirs: &'a [u8],
    },
}

/// A merge of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a>(pub(crate) Vec<Part<'a>>);

impl Parts<'_> {
    /// The merged text; `None` where lines are disputed.
    pub(crate) fn clean(&self) -> Option<Vec<u8>> {
        let agreed = self.0.iter().map(|part| match part {
            Part::Agreed(text) => Some(*text),
            Part::Disputed { .. } => None,
        });
        agreed.collect::<Option<Vec<_>>>().map(|texts| texts.concat())
    }

    /// What is disputed, in order.
    pub(crate) fn disputes(&self) -> impl Iterator<Item = &Part<'_>> {
        self.0.iter().filter(|part| matches!(part, Part::Disputed { .. }))
    }

    /// The same with the side that a policy takes where something is disputed.
    pub(crate) fn settled(&self, policy: Policy) -> Self {
        let settled = self.0.iter().map(|part| match (part, policy) {
            (Part::Disputed { ours, .. }, Policy::Ours) => Part::Agreed(ours),
            (Part::Disputed { theirs, .. }, Policy::Theirs) => Part::Agreed(theirs),
            (part, _) => *part,
        });
        Self(settled.collect())
    }
}

/// Merges lines as Git does by default (Myers); where that leaves a dispute, as `git merge` does
/// (histogram), if that leaves none.
pub(crate) fn merge_as_git<'a>(base: &'a [u8], ours: &'a [u8], theirs: &'a [u8]) -> Parts<'a> {
    let merged = merge_by(Algorithm::Myers, split_lines, [base, ours, theirs]);
    if merged.clean().is_some() {
        return merged;
    }
    let again = merge_by(Algorithm::Histogram, split_lines, [base, ours, theirs]);
    if again.clean().is_some() { again } else { merged }
}

/// The lines of two texts, with a dispute wherever they differ.
pub(crate) fn differences<'a>(ours: &'a [u8], theirs: &'a [u8]) -> Parts<'a> {
    // Nothing on a side is something that it says.
    if ours.is_empty() != theirs.is_empty() {
        return Parts(vec![Part::Disputed { base: b"", ours, theirs }]);
    }
    merge_by(Algorithm::Histogram, split_lines, [b"", ours, theirs])
}

/// [`merge_as_git`] of texts, where nothing is disputed.
pub(crate) fn clean_lines(base: &str, ours: &str, theirs: &str) -> Option<String> {
    clean(split_lines, base, ours, theirs)
}

/// The same with words in the place of lines, for text that is one long line.
pub(crate) fn clean_words(base: &str, ours: &str, theirs: &str) -> Option<String> {
    clean(split_words, base, ours, theirs)
}

fn clean(split: Split, base: &str, ours: &str, theirs: &str) -> Option<String> {
    let texts = [base, ours, theirs].map(str::as_bytes);
    let merged = |algorithm| merge_by(algorithm, split, texts).clean();
    let merged = merged(Algorithm::Myers).or_else(|| merged(Algorithm::Histogram))?;
    String::from_utf8(merged).ok()
}

/// Takes a text apart. The pieces, one after the other, are the text.
type Split = fn(&[u8]) -> Vec<&[u8]>;

fn split_lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Words, each with the white space behind it.
fn split_words(text: &[u8]) -> Vec<&[u8]> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, pair) in text.windows(2).enumerate() {
        if pair[0].is_ascii_whitespace() && !pair[1].is_ascii_whitespace() {
            words.push(&text[start..=at]);
            start = at + 1;
        }
    }
    words.extend(Some(&text[start..]).filter(|rest| !rest.is_empty()));
    words
}

/// One text in pieces.
struct Pieces<'a> {
    text: &'a [u8],
    /// Where each piece starts, and behind them the end.
    starts: Vec<usize>,
    tokens: Vec<Token>,
}

impl<'a> Pieces<'a> {
    fn new(text: &'a [u8], split: Split, interner: &mut Interner<&'a [u8]>) -> Self {
        let mut starts = vec![0];
        let mut tokens = Vec::new();
        let mut end = 0;
        for piece in split(text) {
            end += piece.len();
            starts.push(end);
            tokens.push(interner.intern(piece));
        }
        Self { text, starts, tokens }
    }

    fn len(&self) -> usize {
        self.tokens.len()
    }

    fn text(&self, range: Range<usize>) -> &'a [u8] {
        let at = |piece: usize| self.starts.get(piece).copied().unwrap_or(self.text.len());
        self.text.get(at(range.start)..at(range.end)).unwrap_or_default()
    }

    fn tokens(&self, range: Range<usize>) -> &[Token] {
        self.tokens.get(range).unwrap_or_default()
    }
}

/// Pieces of the one text and what is in their place in the other.
#[derive(Clone, Debug)]
struct Change {
    from: Range<usize>,
    to: Range<usize>,
}

fn changes(algorithm: Algorithm, from: &[Token], to: &[Token], tokens: u32) -> Vec<Change> {
    let mut diff = Diff::default();
    diff.compute_with(algorithm, from, to, tokens);
    // As far down as it goes, which is where Git leaves what may be in several places.
    diff.postprocess_with(from, to, |_: &[Token], hunk: Range<u32>, _: u32| hunk.end);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Change { from: range(hunk.before), to: range(hunk.after) }).collect()
}

/// Whose text is in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Ours,
    Theirs,
    /// Both sides have the same.
    Both,
    Disputed,
}

/// A stretch of the three texts, numbered by pieces.
#[derive(Clone, Debug)]
struct Region {
    whose: Whose,
    base: Range<usize>,
    ours: Range<usize>,
    theirs: Range<usize>,
}

fn merge_by<'a>(
    algorithm: Algorithm,
    split: Split,
    [base, ours, theirs]: [&'a [u8]; 3],
) -> Parts<'a> {
    let mut interner = Interner::new(16);
    let [base, ours, theirs] =
        [base, ours, theirs].map(|text| Pieces::new(text, split, &mut interner));
    let tokens = interner.num_tokens();
    let of_side = |side: &Pieces<'_>| changes(algorithm, &base.tokens, &side.tokens, tokens);
    let mut merge = Merge { regions: Vec::new() };
    let (of_ours, of_theirs) = (of_side(&ours), of_side(&theirs));
    merge.run(&of_ours, &of_theirs, [&base, &ours, &theirs]);
    let regions = merge
        .regions
        .into_iter()
        .flat_map(|region| refined(region, algorithm, &ours, &theirs, tokens))
        .collect();
    to_parts(joined(regions), [&base, &ours, &theirs])
}

struct Merge {
    regions: Vec<Region>,
}

impl Merge {
    fn run(&mut self, ours: &[Change], theirs: &[Change], [base, o, t]: [&Pieces<'_>; 3]) {
        let (mut at, mut other) = (0, 0);
        // What is where on the side that changed nothing there.
        let shifted = |range: &Range<usize>, next: Option<&Change>, side: &Pieces<'_>| {
            let (from, to) = next.map_or((base.len(), side.len()), |c| (c.from.start, c.to.start));
            (range.start + to).saturating_sub(from)..(range.end + to).saturating_sub(from)
        };
        loop {
            let (mine, yours) = (ours.get(at), theirs.get(other));
            match (mine, yours) {
                (None, None) => return,
                (Some(mine), yours) if yours.is_none_or(|y| mine.from.end < y.from.start) => {
                    let theirs = shifted(&mine.from, yours, t);
                    self.add(Whose::Ours, mine.from.clone(), mine.to.clone(), theirs);
                    at += 1;
                }
                (mine, Some(yours)) if mine.is_none_or(|m| yours.from.end < m.from.start) => {
                    let ours = shifted(&yours.from, mine, o);
                    self.add(Whose::Theirs, yours.from.clone(), ours, yours.to.clone());
                    other += 1;
                }
                (Some(mine), Some(yours)) => {
                    let same = mine.from == yours.from
                        && o.tokens(mine.to.clone()) == t.tokens(yours.to.clone());
                    if !same {
                        self.dispute(mine, yours);
                    }
                    let (mine_ends, yours_ends) = (mine.from.end, yours.from.end);
                    at += usize::from(yours_ends >= mine_ends);
                    other += usize::from(mine_ends >= yours_ends);
                }
                _ => return,
            }
        }
    }

    fn dispute(&mut self, mine: &Change, yours: &Change) {
        let base = mine.from.start.min(yours.from.start)..mine.from.end.max(yours.from.end);
        // Around its change a side has the base's pieces, as many before and behind.
        let around = |change: &Change| {
            let start = change.to.start.saturating_sub(change.from.start - base.start);
            start..change.to.end + (base.end - change.from.end)
        };
        self.add(Whose::Disputed, base.clone(), around(mine), around(yours));
    }

    /// Regions that touch are one; where they are not of one side, it is disputed.
    fn add(&mut self, whose: Whose, base: Range<usize>, ours: Range<usize>, theirs: Range<usize>) {
        if let Some(last) = self.regions.last_mut()
            && (ours.start <= last.ours.end || theirs.start <= last.theirs.end)
        {
            if last.whose != whose {
                last.whose = Whose::Disputed;
            }
            last.base.end = base.end;
            last.ours.end = ours.end;
            last.theirs.end = theirs.end;
            return;
        }
        self.regions.push(Region { whose, base, ours, theirs });
    }
}

/// What both sides have alike in a dispute is none.
fn refined(
    region: Region,
    algorithm: Algorithm,
    ours: &Pieces<'_>,
    theirs: &Pieces<'_>,
    tokens: u32,
) -> Vec<Region> {
    if region.whose != Whose::Disputed || region.ours.is_empty() || region.theirs.is_empty() {
        return vec![region];
    }
    let (mine, yours) = (ours.tokens(region.ours.clone()), theirs.tokens(region.theirs.clone()));
    let found = changes(algorithm, mine, yours, tokens);
    if found.is_empty() {
        return vec![Region { whose: Whose::Both, ..region }];
    }
    let moved = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
    let several = found.len() > 1;
    found
        .iter()
        .map(|change| Region {
            whose: Whose::Disputed,
            // Of the base nobody knows which part is meant.
            base: if several { region.base.end..region.base.end } else { region.base.clone() },
            ours: moved(&change.from, region.ours.start),
            theirs: moved(&change.to, region.theirs.start),
        })
        .collect()
}

/// Disputes that are close together are one.
fn joined(regions: Vec<Region>) -> Vec<Region> {
    let mut out: Vec<Region> = Vec::with_capacity(regions.len());
    for region in regions {
        if let Some(last) = out.last_mut()
            && last.whose == Whose::Disputed
            && region.whose == Whose::Disputed
            && region.ours.start.saturating_sub(last.ours.end) <= CLOSE
        {
            last.base.end = region.base.end;
            last.ours.end = region.ours.end;
            last.theirs.end = region.theirs.end;
        } else {
            out.push(region);
        }
    }
    out
}

fn to_parts<'a>(regions: Vec<Region>, [base, ours, theirs]: [&Pieces<'a>; 3]) -> Parts<'a> {
    let mut parts = Vec::with_capacity(regions.len() * 2 + 1);
    let mut at = 0;
    let agreed = |text: &'a [u8], parts: &mut Vec<Part<'a>>| {
        if !text.is_empty() {
            parts.push(Part::Agreed(text));
        }
    };
    for region in regions {
        agreed(ours.text(at..region.ours.start.max(at)), &mut parts);
        match region.whose {
            Whose::Ours | Whose::Both => agreed(ours.text(region.ours.clone()), &mut parts),
            Whose::Theirs => agreed(theirs.text(region.theirs.clone()), &mut parts),
            Whose::Disputed => parts.push(Part::Disputed {
                base: base.text(region.base.clone()),
                ours: ours.text(region.ours.clone()),
                theirs: theirs.text(region.theirs.clone()),
            }),
        }
        at = region.ours.end;
    }
    agreed(ours.text(at..ours.len()), &mut parts);
    Parts(parts)
}
