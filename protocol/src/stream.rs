//! The bytes of a link's stream: a greeting from each side, then frames, each a length of four bytes, big-endian, and as
//! many bytes. What frames hold is [`crate::wire`]'s.

use thiserror::Error;

/// Bytes of a frame's length.
const HEADER: usize = size_of::<u32>();
/// Room reserved before the first byte of a frame: a length alone must cost the reader nothing.
const FIRST_RESERVE: usize = 4 * 1024;

/// First bytes on a link, from both ends: two numbers, big-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Greeting {
    /// Random for each start of a node: a new one means that older links lead to a process that is gone.
    pub incarnation: u64,
    /// Number of the link that the sender has with this peer, or 0. The decider counts it once the follower answered.
    pub holding: u64,
}

impl Greeting {
    /// Bytes of a greeting.
    pub const LENGTH: usize = 16;

    /// As it goes onto the stream.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        (u128::from(self.incarnation) << 64 | u128::from(self.holding)).to_be_bytes()
    }

    /// As it comes from the stream; every value is one.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "each half is taken by itself")]
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        let both = u128::from_be_bytes(bytes);
        Self { incarnation: (both >> 64) as u64, holding: both as u64 }
    }
}

/// A frame longer than the reader takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a frame of {length} bytes, at most {max} are taken")]
pub struct Oversized {
    /// Bytes that its length names.
    pub length: usize,
    /// Bytes taken at most.
    pub max: usize,
}

/// One frame on its way in. Append to [`Incoming::buffer`] at most the bytes [`Incoming::missing`], then ask for the
/// [`Incoming::whole`] frame, and again until it comes.
#[derive(Debug)]
pub struct Incoming {
    max: usize,
    length: Option<usize>,
    bytes: Vec<u8>,
}

impl Incoming {
    /// A frame of at most `max` bytes, before its first byte.
    #[must_use]
    pub fn new(max: usize) -> Self {
        Self { max, length: None, bytes: Vec::with_capacity(HEADER) }
    }

    /// How many bytes the part that is being read still lacks: the length first, then the frame.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.length.unwrap_or(HEADER).saturating_sub(self.bytes.len())
    }

    /// Where bytes are appended.
    pub const fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The frame, once all of it came.
    ///
    /// # Errors
    /// [`Oversized`] as soon as the length came, before any byte of the frame.
    pub fn whole(&mut self) -> Result<Option<Vec<u8>>, Oversized> {
        if self.missing() > 0 {
            return Ok(None);
        }
        if self.length.is_none() {
            let length = self.bytes.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
            if length > self.max {
                return Err(Oversized { length, max: self.max });
            }
            self.length = Some(length);
            self.bytes = Vec::with_capacity(length.min(FIRST_RESERVE));
        }
        Ok((self.missing() == 0).then(|| std::mem::take(&mut self.bytes)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn written(frames: &[Vec<u8>]) -> Vec<u8> {
        let one = |frame: &Vec<u8>| [&u32::try_from(frame.len()).unwrap().to_be_bytes()[..], frame].concat();
        frames.iter().flat_map(one).collect()
    }

    /// Reads frames from chunks of the sizes given, again and again from the first.
    fn read(mut from: &[u8], sizes: &[usize], max: usize) -> Result<Vec<Vec<u8>>, Oversized> {
        let (mut frames, mut incoming) = (Vec::new(), Incoming::new(max));
        for size in sizes.iter().cycle() {
            let (some, rest) = from.split_at(incoming.missing().min(*size).min(from.len()));
            incoming.buffer().extend_from_slice(some);
            from = rest;
            if let Some(frame) = incoming.whole()? {
                frames.push(frame);
                incoming = Incoming::new(max);
            } else if from.is_empty() {
                break;
            }
        }
        Ok(frames)
    }

    #[test]
    fn length_above_the_limit_is_refused_before_any_byte_of_it() {
        let refused = read(&u32::MAX.to_be_bytes(), &[4], 10);
        assert_eq!(refused, Err(Oversized { length: u32::MAX as usize, max: 10 }));
    }

    #[test]
    fn a_length_alone_reserves_next_to_nothing() {
        let mut incoming = Incoming::new(usize::MAX);
        incoming.buffer().extend_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(incoming.whole(), Ok(None));
        assert!(incoming.buffer().capacity() <= FIRST_RESERVE);
    }

    proptest! {
        #[test]
        fn frames_come_back_as_written_however_they_are_cut(
            frames in vec(vec(any::<u8>(), 0..300), 0..6),
            sizes in vec(1..50_usize, 1..5),
        ) {
            prop_assert_eq!(read(&written(&frames), &sizes, 300), Ok(frames));
        }

        #[test]
        fn greetings_come_back_as_written(incarnation: u64, holding: u64) {
            let greeting = Greeting { incarnation, holding };
            prop_assert_eq!(Greeting::from_bytes(greeting.to_bytes()), greeting);
            prop_assert_eq!(&greeting.to_bytes()[..8], &incarnation.to_be_bytes());
        }
    }
}
