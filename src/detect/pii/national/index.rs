//! The variants by the digits that they begin with, and what stands behind those.

use super::MAX;
use super::variant::{Place, Variant};
use crate::scan::Window;

/// Runs of digits are told apart up to this length; 0 stands for any.
const RUNS: usize = MAX + 2;

/// What stands behind the first run of digits: nothing that belongs to the number, one of the
/// separators, or anything else.
const END: usize = 0;
const OTHER: usize = 5;
const CLASSES: usize = 6;

/// The numbers of variants, by class of what stands behind the first run.
type ByClass = [Vec<u16>; CLASSES];

/// Variants by how many places stand before their first digit, how many digits are in a row there,
/// and what comes then.
#[derive(Debug)]
pub(super) struct Index {
    runs: Vec<[ByClass; RUNS]>,
    /// Which places before the first digit are in use, as bits.
    leads: u32,
}

impl Default for Index {
    fn default() -> Self {
        let run = || std::array::from_fn(|_| ByClass::default());
        Self { runs: (0..MAX).map(|_| run()).collect(), leads: 0 }
    }
}

impl Index {
    /// Adds the variant of this number, the first sure digit of which is in the place `sure`.
    pub(super) fn add(&mut self, variant: &Variant, number: u16, sure: usize) {
        let possible = variant.places.iter().take(sure + 1).enumerate();
        for (lead, _) in possible.filter(|(_, place)| place.may_be_digit()) {
            let rest = variant.places.get(lead..).unwrap_or_default();
            let run = rest.iter().take_while(|place| place.must_be_digit()).count();
            let next = rest.get(run);
            // The place itself is a digit; behind it one that may be a digit leaves it open.
            let open = lead < sure || next == Some(&Place::Either);
            let classes = match next {
                _ if open => OTHER..CLASSES,
                None => END..END + 1,
                Some(Place::Separator) => 1..OTHER,
                Some(Place::Byte(byte)) => class(*byte)..class(*byte) + 1,
                Some(_) => OTHER..CLASSES,
            };
            let by_run = self.runs.get_mut(lead);
            let Some(by_class) = by_run.and_then(|by| by.get_mut(if open { 0 } else { run }))
            else {
                continue;
            };
            for bucket in by_class.get_mut(classes).unwrap_or_default() {
                bucket.push(number);
            }
            self.leads |= 1 << lead;
        }
    }

    /// The most places before the first digit of a variant.
    pub(super) const fn most_before(&self) -> usize {
        (u32::BITS - self.leads.leading_zeros()).saturating_sub(1) as usize
    }

    /// Tells the variants that may have their first digit at `at`, each with how many places stand
    /// before it.
    pub(super) fn candidates(
        &self,
        window: &Window<'_>,
        at: usize,
        mut tell: impl FnMut(u16, usize),
    ) {
        // Where the run touches the end of what is there, the window knows.
        let mut run = 0;
        while run <= MAX && window.bytes().get(at + run).is_some_and(u8::is_ascii_digit) {
            run += 1;
        }
        let next = window.bytes().get(at + run).copied();
        let behind_digit = window.before(at, 1).is_ascii_digit();
        let mut leads = self.leads;
        while leads != 0 {
            let lead = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            if lead > at || lead > 0 && behind_digit {
                break;
            }
            let Some(by_run) = self.runs.get(lead) else { break };
            let mut all = |by_class: &ByClass| {
                by_class.iter().flatten().for_each(|variant| tell(*variant, lead));
            };
            by_run.first().into_iter().for_each(&mut all);
            match next {
                // More digits may follow.
                None => by_run.get(run.max(1)..).unwrap_or_default().iter().for_each(all),
                Some(next) if run > 0 => {
                    let Some(by_class) = by_run.get(run) else { continue };
                    let class = class(next);
                    let fits = [END, class].into_iter().filter_map(|class| by_class.get(class));
                    fits.flatten().for_each(|variant| tell(*variant, lead));
                }
                Some(_) => {}
            }
        }
    }
}

const fn class(byte: u8) -> usize {
    match byte {
        b' ' => 1,
        b'-' => 2,
        b'.' => 3,
        b'/' => 4,
        _ => OTHER,
    }
}
