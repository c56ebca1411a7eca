//! Numbers that look random, the same for the same seed.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014):
/// a counter, and a mix of its bits. Good enough to vary texts, never for keys.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A generator of its own for each pair of seed and purpose, so that two steps over the same
    /// seed do not draw the same numbers.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut random = Self(seed ^ purpose.wrapping_mul(0xd6e8_feb8_6659_fd93));
        Self(random.next())
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 for a bound of 0. The bias is below one in 2^50 for the short
    /// lists that are drawn from.
    pub(super) const fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    /// True in `of` out of `all` cases.
    pub(super) const fn chance(&mut self, of: usize, all: usize) -> bool {
        self.below(all) < of
    }

    /// One of these.
    pub(super) const fn pick<T: Copy, const N: usize>(&mut self, from: &[T; N]) -> T {
        from[self.below(N)]
    }

    /// One character of `from`; `None` where there is none.
    pub(super) fn char_of(&mut self, from: &str) -> Option<char> {
        let count = from.chars().count();
        from.chars().nth(self.below(count))
    }

    /// `count` characters of `from`.
    pub(super) fn string_of(&mut self, from: &str, count: usize) -> String {
        (0..count).filter_map(|_| self.char_of(from)).collect()
    }

    /// For each of `count` places whether it is taken, `of` out of `all` of them; at least one
    /// where there is a place.
    pub(super) fn places(&mut self, count: usize, (of, all): Share) -> Vec<bool> {
        let mut taken: Vec<bool> = (0..count).map(|_| self.chance(of, all)).collect();
        if !taken.contains(&true) {
            let one = self.below(count);
            taken.iter_mut().skip(one).take(1).for_each(|place| *place = true);
        }
        taken
    }
}

/// So many out of so many.
pub(super) type Share = (usize, usize);

/// Writes `text` with the form that `form` gives in the place of a share of the characters that
/// have one, at least one of them, and of all for which `always` holds.
pub(super) fn replace(
    text: &str,
    share: Share,
    random: &mut Random,
    always: impl Fn(char) -> bool,
    form: impl Fn(char, &mut Random) -> Option<String>,
) -> String {
    let forms: Vec<(char, Option<String>)> = text.chars().map(|c| (c, form(c, random))).collect();
    let able = forms.iter().filter(|(_, form)| form.is_some()).count();
    let mut taken = random.places(able, share).into_iter();
    let mut written = String::with_capacity(text.len() * 2);
    for (c, form) in forms {
        match form {
            Some(form) if taken.next().unwrap_or(false) || always(c) => written.push_str(&form),
            _ => written.push(c),
        }
    }
    written
}
