//! A pack and its index, made in memory (gitformat-pack, version 2 of both).
//!
//! Objects are compressed as they come, so that only their compressed form is held.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use gix::objs::Kind;
use gix::zlib::Compression;
use gix::zlib::stream::deflate;

use crate::Oid;

/// Offsets above this need the index's table of large offsets, which is not written here.
const LARGEST: u64 = 0x7fff_ffff;

/// The type bits of a difference from the object so many bytes before.
const OFFSET_DELTA: u8 = 6;
/// The type bits of a difference from the object of this id.
const REFERENCE_DELTA: u8 = 7;

/// Git takes no difference for one that is shorter (`DELTA_SIZE_MIN`): that from something to nothing.
const SHORTEST_DELTA: usize = 4;

/// An object as it is put into a pack.
pub(crate) enum Body<'a> {
    Whole(Kind, &'a [u8]),
    /// A tree, as its difference from the one with this number.
    Difference {
        base: usize,
        old: &'a [u8],
        new: &'a [u8],
    },
    /// A tree, as its difference from one that whoever reads the pack has: such a pack is called thin.
    Against {
        base: Oid,
        old: &'a [u8],
        new: &'a [u8],
    },
}

/// What an entry names before its compressed bytes.
enum Base {
    Nothing,
    Before(u64),
    Object(Oid),
}

#[derive(Default)]
pub(crate) struct Pack {
    /// All entries, without the header and the trailer.
    bytes: Vec<u8>,
    entries: Vec<Packed>,
}

struct Packed {
    oid: Oid,
    /// From the beginning of `bytes`.
    offset: u64,
    crc: u32,
}

const HEADER: u64 = 12;

impl Pack {
    /// Appends an object and gives its number.
    pub(crate) fn add(&mut self, oid: Oid, body: &Body<'_>) -> Result<usize, String> {
        let offset = self.bytes.len() as u64;
        let delta = match body {
            Body::Whole(..) => Vec::new(),
            Body::Difference { old, new, .. } | Body::Against { old, new, .. } => {
                difference(old, new)
            }
        };
        let (kind, base, data) = match body {
            Body::Whole(kind, data) => (kind_bits(*kind), Base::Nothing, *data),
            Body::Difference { new, .. } | Body::Against { new, .. }
                if delta.len() < SHORTEST_DELTA =>
            {
                (kind_bits(Kind::Tree), Base::Nothing, *new)
            }
            Body::Difference { base, .. } => {
                let base = self.entries.get(*base).ok_or("a delta without its base")?;
                (OFFSET_DELTA, Base::Before(offset - base.offset), delta.as_slice())
            }
            Body::Against { base, .. } => (REFERENCE_DELTA, Base::Object(*base), delta.as_slice()),
        };
        let start = self.bytes.len();
        push_header(&mut self.bytes, kind, data.len());
        match base {
            Base::Nothing => {}
            Base::Before(distance) => push_distance(&mut self.bytes, distance),
            Base::Object(oid) => self.bytes.extend_from_slice(oid.as_bytes()),
        }
        compress(data, &mut self.bytes).map_err(|error| error.to_string())?;
        let crc = crc32fast::hash(self.bytes.get(start..).unwrap_or_default());
        self.entries.push(Packed { oid, offset, crc });
        if self.bytes.len() as u64 + HEADER > LARGEST {
            return Err("the commits hold more than 2 GB: publish fewer at once".to_owned());
        }
        Ok(self.entries.len() - 1)
    }

    /// Writes the pack and its index. The index comes last, because with it the pack counts.
    pub(crate) fn store(self, folder: &Path) -> Result<(), String> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let header = self.header()?;
        let trailer = checksum(&[&header, &self.bytes])?;
        let index = self.index(trailer)?;
        let name = Oid::from_bytes(trailer);
        let put = |suffix: &str, parts: &[&[u8]]| -> io::Result<()> {
            write_file(folder, &folder.join(format!("pack-{name}.{suffix}")), parts)
        };
        put("pack", &[&header, &self.bytes, &trailer])
            .and_then(|()| put("idx", &[&index]))
            .map_err(|error| format!("in {}: {error}", folder.display()))
    }

    /// The whole pack, as it is sent.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>, String> {
        let mut bytes = self.header()?;
        bytes.extend_from_slice(&self.bytes);
        let trailer = checksum(&[&bytes])?;
        bytes.extend_from_slice(&trailer);
        Ok(bytes)
    }

    fn header(&self) -> Result<Vec<u8>, String> {
        let count = u32::try_from(self.entries.len()).map_err(|error| error.to_string())?;
        let mut header = Vec::from(*b"PACK\0\0\0\x02");
        header.extend_from_slice(&count.to_be_bytes());
        Ok(header)
    }

    fn index(&self, trailer: [u8; 20]) -> Result<Vec<u8>, String> {
        let mut sorted: Vec<&Packed> = self.entries.iter().collect();
        sorted.sort_unstable_by_key(|entry| entry.oid);
        let mut index = Vec::from([0xff, b't', b'O', b'c', 0, 0, 0, 2]);
        for first in 0..=u8::MAX {
            let up_to = sorted.partition_point(|entry| entry.oid.as_bytes()[0] <= first);
            index.extend_from_slice(&u32::try_from(up_to).unwrap_or(u32::MAX).to_be_bytes());
        }
        for entry in &sorted {
            index.extend_from_slice(entry.oid.as_bytes());
        }
        for entry in &sorted {
            index.extend_from_slice(&entry.crc.to_be_bytes());
        }
        for entry in &sorted {
            let offset = u32::try_from(entry.offset + HEADER).map_err(|error| error.to_string())?;
            index.extend_from_slice(&offset.to_be_bytes());
        }
        index.extend_from_slice(&trailer);
        let own = checksum(&[&index])?;
        index.extend_from_slice(&own);
        Ok(index)
    }
}

fn kind_bits(kind: Kind) -> u8 {
    match kind {
        Kind::Commit => 1,
        Kind::Tree => 2,
        Kind::Blob => 3,
        Kind::Tag => 4,
    }
}

/// Type and size: four bits of the size, then seven at a time, the lowest first.
fn push_header(bytes: &mut Vec<u8>, kind: u8, size: usize) {
    let mut rest = size >> 4;
    let mut byte = (kind << 4) | (size & 15) as u8;
    while rest > 0 {
        bytes.push(byte | 0x80);
        byte = (rest & 0x7f) as u8;
        rest >>= 7;
    }
    bytes.push(byte);
}

/// How far back the base is: seven bits at a time, the highest first, each round one less.
fn push_distance(bytes: &mut Vec<u8>, distance: u64) {
    let mut digits = vec![(distance & 0x7f) as u8];
    let mut rest = distance >> 7;
    while rest > 0 {
        rest -= 1;
        digits.push(0x80 | (rest & 0x7f) as u8);
        rest >>= 7;
    }
    bytes.extend(digits.iter().rev());
}

/// What both have at the beginning and at the end is copied, what is between is given. One file's
/// edit changes twenty bytes of a tree, so this is all that trees need.
fn difference(old: &[u8], new: &[u8]) -> Vec<u8> {
    let same =
        |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
    let prefix = same(&mut old.iter().zip(new));
    let (old_rest, new_rest) =
        (old.get(prefix..).unwrap_or_default(), new.get(prefix..).unwrap_or_default());
    let suffix = same(&mut old_rest.iter().rev().zip(new_rest.iter().rev()));
    let middle = new_rest.get(..new_rest.len() - suffix).unwrap_or_default();
    let mut delta = Vec::new();
    push_size(&mut delta, old.len());
    push_size(&mut delta, new.len());
    push_copy(&mut delta, 0, prefix);
    for chunk in middle.chunks(127) {
        delta.push(chunk.len() as u8);
        delta.extend_from_slice(chunk);
    }
    push_copy(&mut delta, old.len() - suffix, suffix);
    delta
}

fn push_size(bytes: &mut Vec<u8>, size: usize) {
    let mut rest = size;
    while rest > 0x7f {
        bytes.push(0x80 | (rest & 0x7f) as u8);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Copies from the base, at most 64 KiB less one at a time (what two size bytes can say).
fn push_copy(bytes: &mut Vec<u8>, offset: usize, size: usize) {
    let (mut offset, mut size) = (offset, size);
    while size > 0 {
        let step = size.min(0xffff);
        let place = bytes.len();
        bytes.push(0x80);
        let mut bits = 0x80_u8;
        for (bit, byte) in (offset as u32).to_le_bytes().iter().enumerate() {
            if *byte != 0 {
                bits |= 1 << bit;
                bytes.push(*byte);
            }
        }
        for (bit, byte) in (step as u16).to_le_bytes().iter().enumerate() {
            if *byte != 0 {
                bits |= 0x10 << bit;
                bytes.push(*byte);
            }
        }
        if let Some(first) = bytes.get_mut(place) {
            *first = bits;
        }
        offset += step;
        size -= step;
    }
}

fn compress(data: &[u8], bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut stream = deflate::Write::new(bytes, Compression::BEST_SPEED);
    stream.write_all(data)?;
    stream.flush()
}

fn checksum(parts: &[&[u8]]) -> Result<[u8; 20], String> {
    let mut hasher = gix::hash::hasher(gix::hash::Kind::Sha1);
    for part in parts {
        hasher.update(part);
    }
    let id = hasher.try_finalize().map_err(|error| error.to_string())?;
    id.as_slice().try_into().map_err(|_| "a checksum that is not SHA-1".to_owned())
}

/// Under a name of its own first: git removes such a file one day if it is left behind.
fn write_file(folder: &Path, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let temporary = folder.join(format!("tmp_pack_{}_{number}", std::process::id()));
    let mut file = File::create(&temporary)?;
    for part in parts {
        file.write_all(part)?;
    }
    fs::rename(&temporary, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Applies a delta as gitformat-pack describes it.
    fn apply(old: &[u8], delta: &[u8]) -> Vec<u8> {
        let mut bytes = delta.iter().copied();
        let size = |bytes: &mut dyn Iterator<Item = u8>| {
            let (mut value, mut shift) = (0_usize, 0);
            loop {
                let byte = bytes.next().unwrap();
                value |= usize::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    return value;
                }
            }
        };
        assert_eq!(size(&mut bytes), old.len());
        let length = size(&mut bytes);
        let mut new = Vec::new();
        while let Some(code) = bytes.next() {
            if code & 0x80 == 0 {
                new.extend(bytes.by_ref().take(usize::from(code)));
                continue;
            }
            let mut number = |bits: std::ops::Range<u32>| {
                let first = bits.start;
                bits.filter(|bit| code & (1 << bit) != 0).fold(0_usize, |value, bit| {
                    value | usize::from(bytes.next().unwrap()) << (8 * (bit - first))
                })
            };
            let offset = number(0..4);
            let count = number(4..7);
            new.extend_from_slice(&old[offset..offset + count]);
        }
        assert_eq!(new.len(), length);
        new
    }

    proptest! {
        #[test]
        fn a_difference_leads_from_the_old_to_the_new(
            start in proptest::collection::vec(any::<u8>(), 0..300),
            old in proptest::collection::vec(any::<u8>(), 0..300),
            new in proptest::collection::vec(any::<u8>(), 0..300),
            end in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let old = [start.clone(), old, end.clone()].concat();
            let new = [start, new, end].concat();
            prop_assert_eq!(apply(&old, &difference(&old, &new)), new);
        }
    }

    #[test]
    fn long_copies_are_taken_apart() {
        let old: Vec<u8> = (0..400_000_u32).map(|n| (n % 251) as u8).collect();
        let mut new = old.clone();
        new.splice(200_000..200_020, [7; 500]);
        let delta = difference(&old, &new);
        assert!(delta.len() < 700);
        assert_eq!(apply(&old, &delta), new);
    }
}
