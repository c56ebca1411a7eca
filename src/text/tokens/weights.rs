//! What each kind of byte weighs, in thousandths of a token, in the order of `Feature`.
//!
//! Fitted to o200k; made by:
//! `cargo run --release --features bpe --example calibrate -- FOLDER`

pub(super) const WEIGHTS: &[u64] = &[
    0, 193, 213, 0, 38, 301, 861, 398, 719, 258, 1632, 872, 103, 625, 1111, 331, 337, 41, 751, 71,
    845, 38, 1027, 1017, 710, 370, 302, 399, 2116, 363, 589, 1162, 462, 1055, 783, 963, 1304, 3743,
    1901, 4000,
];
