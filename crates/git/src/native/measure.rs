//! How much a pack unpacks to, told before anything of it is unpacked: of some bytes that arrive, a remote
//! can have any number of large objects made.

use std::collections::HashSet;

use gix::ObjectId;
use gix::hash::Kind::Sha1;
use gix::zlib::{Inflate, Status};
use gix_pack::data::entry::Header;
use gix_pack::data::{Entry, header};

use super::taken::{MOST_BYTES, MOST_COMMITS, MOST_OBJECTS};

/// The most that all of it is in memory, in bytes: the objects, the differences, and what these are from.
const MOST: u64 = 4 * MOST_BYTES as u64;

/// Whether a pack, with what it builds on in the repository, is little enough to be unpacked here. It is not
/// where anything of it cannot be read.
pub(super) fn is_small(repository: &gix::Repository, pack: &[u8]) -> bool {
    let size_of = |oid| repository.try_find_header(oid).ok().flatten().map_or(0, |it| it.size());
    measure(pack, &size_of).is_some_and(|size| size <= MOST)
}

/// `size_of` tells how large an object of the repository is; 0 where it has none. Stops above [`MOST`].
fn measure(pack: &[u8], size_of: &dyn Fn(ObjectId) -> u64) -> Option<u64> {
    let (_, count) = header::decode(pack.first_chunk()?).ok()?;
    if count as usize > MOST_OBJECTS + MOST_COMMITS {
        return None;
    }
    let (mut total, mut offset) = (0_u64, header::SIZE);
    let (mut inflate, mut text, mut bases) = (Inflate::default(), Vec::new(), HashSet::new());
    for _ in 0..count {
        let rest = pack.get(offset..)?;
        let entry = Entry::from_bytes(rest, offset as u64, Sha1).ok()?;
        total = total.checked_add(entry.decompressed_size)?;
        if total > MOST {
            return None;
        }
        let size = usize::try_from(entry.decompressed_size).ok()?;
        // One byte more than there should be: with it, the end of the compressed text is seen.
        text.resize(size + 1, 0);
        inflate.reset();
        let compressed = rest.get(entry.header_size()..)?;
        let (status, consumed, written) = inflate.once(compressed, &mut text).ok()?;
        if written != size || status != Status::StreamEnd {
            return None;
        }
        if entry.header.is_delta() {
            total = total.checked_add(result_size(text.get(..size)?)?)?;
        }
        if let Header::RefDelta { base_id } = entry.header
            && bases.insert(base_id)
        {
            total = total.checked_add(size_of(base_id))?;
        }
        if total > MOST {
            return None;
        }
        offset += entry.header_size() + consumed;
    }
    Some(total)
}

/// How large a difference says that its result is: the second of the two sizes at its beginning, each of
/// seven bits a byte, the lowest first (gitformat-pack).
fn result_size(delta: &[u8]) -> Option<u64> {
    let end = delta.iter().position(|byte| byte & 0x80 == 0)?;
    let mut size = 0_u64;
    for (at, byte) in delta.get(end + 1..)?.iter().enumerate() {
        let bits = u64::from(byte & 0x7f);
        // More than fits is more than anything may be.
        let shift = u32::try_from(7 * at).ok().filter(|shift| *shift < 57)?;
        size |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(size);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use gix::objs::Kind;
    use gix::zlib::Compression;
    use gix::zlib::stream::deflate;
    use rstest::rstest;

    use super::*;
    use crate::Oid;
    use crate::pack::{Body, Pack};

    const NONE: &dyn Fn(ObjectId) -> u64 = &|_| 0;
    const BASE: Header = Header::RefDelta { base_id: ObjectId::Sha1([7; 20]) };

    /// Entries as they say what they are, how large they say that they are, and their texts.
    fn pack(count: u32, entries: &[(Header, u64, &[u8])]) -> Vec<u8> {
        let mut pack = header::encode(gix_pack::data::Version::V2, count).to_vec();
        for (kind, size, text) in entries {
            kind.write_to(*size, &mut pack).unwrap();
            let mut stream = deflate::Write::new(Vec::new(), Compression::BEST_SPEED);
            stream.write_all(text).unwrap();
            stream.flush().unwrap();
            pack.extend(stream.into_inner());
        }
        pack
    }

    /// A difference that says that it leads from 5 bytes to this many, and no more.
    fn leads_to(size: u64) -> Vec<u8> {
        let (mut delta, mut rest) = (vec![5], size);
        while rest > 0x7f {
            delta.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        delta.push(rest as u8);
        delta
    }

    #[test]
    fn everything_that_unpacks_counts() {
        let delta = leads_to(1000);
        let len = delta.len() as u64;
        let entries = [(Header::Blob, 5, &b"12345"[..]), (BASE, len, &delta), (BASE, len, &delta)];
        assert_eq!(measure(&pack(3, &entries), NONE), Some(5 + 2 * (len + 1000)));
        // What it is a difference from counts once.
        assert_eq!(measure(&pack(3, &entries), &|_| 50), Some(5 + 2 * (len + 1000) + 50));
        assert_eq!(measure(&pack(0, &[]), NONE), Some(0));
    }

    #[test]
    fn packs_as_they_are_sent_are_measured_to_their_end() {
        let mut sent = Pack::default();
        let (old, new) = ([b'a'; 3000], [b'b'; 3001]);
        let oid = Oid::from_bytes([1; 20]);
        sent.add(oid, &Body::Whole(Kind::Blob, &old)).unwrap();
        sent.add(oid, &Body::Whole(Kind::Blob, b"")).unwrap();
        sent.add(oid, &Body::Difference { base: 0, old: &old, new: &new }).unwrap();
        let sent = sent.into_bytes().unwrap();
        assert!(measure(&sent, NONE).is_some_and(|size| size > 6001));
        // Without the checksum at its end, it is cut in an entry.
        for end in 0..sent.len() - 20 {
            assert_eq!(measure(&sent[..end], NONE), None, "{end} of {}", sent.len());
        }
    }

    const LIMIT: u64 = MOST_BYTES as u64;

    #[rstest]
    #[case::large(1, Header::Blob, MOST + 1, b"")]
    #[case::as_large_as_can_be(1, Header::Blob, u64::MAX >> 4, b"")]
    #[case::larger_than_it_says(1, Header::Blob, 3, b"1234")]
    #[case::smaller_than_it_says(1, Header::Blob, 5, b"1234")]
    #[case::fewer_than_it_says(2, Header::Blob, 4, b"1234")]
    #[case::many(u32::MAX, Header::Blob, 0, b"")]
    #[case::a_difference_without_sizes(1, BASE, 1, b"\x80")]
    #[case::a_difference_with_one_size(1, BASE, 1, b"\x05")]
    #[case::a_size_of_too_many_bits(
        1,
        BASE,
        12,
        b"\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
    )]
    fn what_lies_or_is_large_is_not_unpacked(
        #[case] count: u32,
        #[case] kind: Header,
        #[case] size: u64,
        #[case] text: &[u8],
    ) {
        assert_eq!(measure(&pack(count, &[(kind, size, text)]), NONE), None);
    }

    #[test]
    fn small_differences_that_lead_to_much_are_not_unpacked() {
        let delta = leads_to(LIMIT);
        let one: (Header, u64, &[u8]) = (BASE, delta.len() as u64, &delta);
        assert!(measure(&pack(3, &[one; 3]), NONE).is_some());
        assert_eq!(measure(&pack(5, &[one; 5]), NONE), None);
        assert_eq!(measure(&pack(1, &[one]), &|_| MOST), None, "nor those from much");
    }
}
