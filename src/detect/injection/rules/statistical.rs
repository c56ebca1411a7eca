//! What no phrase shows. These rules have no pattern: see `statistics` and `tasks`.

use super::Family::{FakeTurn, MisplacedOrder, RefusalSuppression, SecondTask};
use super::{Rule, rule};

pub(super) const TABLE: &[Rule] = &[
    rule("many_shot", RefusalSuppression, (0.75, 0.75), &[], ""),
    rule("many_turns", FakeTurn, (0.1, 0.05), &[], ""),
    rule("adversarial_suffix", RefusalSuppression, (0.6, 0.4), &[], ""),
    rule("order_among_facts", MisplacedOrder, (0.0, 0.4), &[], ""),
    rule("second_task", SecondTask, (0.7, 0.0), &[], ""),
];
