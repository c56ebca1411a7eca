//! The file of weights: a head for what a user says and one for data.
//!
//! Eight bytes of magic, then for each head, in little endian: the scale of a weight, the biases
//! of the windows by kind and length, the three numbers of the calibrator, all as 32-bit floats,
//! and 2^16 weights of one byte.

use super::windows::{KINDS, LENGTHS};

/// How many bits of a feature's hash are its bucket.
pub(crate) const BITS: u32 = 16;
/// Weights a head.
#[cfg_attr(not(feature = "redteam"), allow(unreachable_pub))]
pub const BUCKETS: usize = 1 << BITS;

const MAGIC: &[u8; 8] = b"palinj01";

/// What is wrong with a file of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum WeightsError {
    /// It does not begin as one.
    #[error("no file of weights, or of another version")]
    Magic,
    /// Bytes are missing, or there are too many.
    #[error("a file of weights has another length")]
    Length,
    /// A number is not one, or not finite.
    #[error("a file of weights holds a number that is not finite")]
    Number,
}

/// One linear model over features of windows.
#[derive(Clone, PartialEq)]
pub(crate) struct Head {
    /// What a weight of one stands for.
    pub(crate) scale: f32,
    pub(crate) biases: [[f32; LENGTHS]; KINDS],
    pub(crate) calibrator: Calibrator,
    /// By bucket.
    pub(crate) weights: Box<[i8; BUCKETS]>,
}

/// From what the model and the rules say to a chance: the logistic function of
/// `window * score + evidence * rules + offset` (Platt, "Probabilistic outputs for support vector
/// machines", 1999, with a second input).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Calibrator {
    pub(crate) window: f32,
    pub(crate) evidence: f32,
    pub(crate) offset: f32,
}

impl std::fmt::Debug for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Head").field("calibrator", &self.calibrator).finish_non_exhaustive()
    }
}

impl Head {
    /// The weight of the feature with this hash.
    pub(crate) const fn weight(&self, hash: u32) -> i32 {
        self.weights[(hash >> (32 - BITS)) as usize] as i32
    }

    #[cfg(feature = "redteam")]
    fn write(&self, to: &mut Vec<u8>) {
        let Calibrator { window, evidence, offset } = self.calibrator;
        let biases = self.biases.iter().flatten().copied();
        let numbers = [self.scale].into_iter().chain(biases).chain([window, evidence, offset]);
        numbers.for_each(|number| to.extend(number.to_le_bytes()));
        to.extend(self.weights.iter().map(|weight| weight.to_le_bytes()[0]));
    }

    fn read(bytes: &mut &[u8]) -> Result<Self, WeightsError> {
        let scale = number(bytes)?;
        let mut biases = [[0.0; LENGTHS]; KINDS];
        for bias in biases.iter_mut().flatten() {
            *bias = number(bytes)?;
        }
        let calibrator =
            Calibrator { window: number(bytes)?, evidence: number(bytes)?, offset: number(bytes)? };
        let (weights, rest) = bytes.split_at_checked(BUCKETS).ok_or(WeightsError::Length)?;
        *bytes = rest;
        let weights: Vec<i8> = weights.iter().map(|weight| i8::from_le_bytes([*weight])).collect();
        let weights = weights.try_into().map_err(|_| WeightsError::Length)?;
        Ok(Self { scale, biases, calibrator, weights })
    }
}

/// Both heads, as a file holds them.
pub(crate) fn read(file: &[u8]) -> Result<[Head; 2], WeightsError> {
    let mut rest = file.strip_prefix(MAGIC).ok_or(WeightsError::Magic)?;
    let heads = [Head::read(&mut rest)?, Head::read(&mut rest)?];
    if rest.is_empty() { Ok(heads) } else { Err(WeightsError::Length) }
}

/// The file of two heads.
#[cfg(feature = "redteam")]
pub(crate) fn write(heads: &[Head; 2]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    heads.iter().for_each(|head| head.write(&mut file));
    file
}

fn number(bytes: &mut &[u8]) -> Result<f32, WeightsError> {
    let (first, rest) = bytes.split_first_chunk::<4>().ok_or(WeightsError::Length)?;
    *bytes = rest;
    let number = f32::from_le_bytes(*first);
    if number.is_finite() { Ok(number) } else { Err(WeightsError::Number) }
}
