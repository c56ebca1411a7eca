use proptest::prelude::*;

use super::TaskScan;
use crate::detect::testing::cut;
use crate::scan::LOOK_BEHIND;
use crate::span::Span;
use crate::text::Folded;

/// What is found where no more of the view is kept than a recogniser may count on.
fn found<'t>(chunks: impl IntoIterator<Item = &'t str>) -> Option<Span> {
    let (mut view, mut scan) = (Folded::default(), TaskScan::default());
    let mut found = None;
    for chunk in chunks {
        view.push(chunk);
        let (task, decided) = scan.advance(&view, false);
        found = found.or(task);
        view.forget_below(decided.saturating_sub(LOOK_BEHIND));
    }
    found.or(scan.advance(&view, true).0)
}

fn bits() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(&[
        "Write a ",
        "list of words",
        ".\n",
        "\n\n",
        ". ",
        "Classify the following ",
        "text",
        ": ",
        "data ",
        "Sort these numbers",
        "\u{200b}",
        "\u{e9} ",
        "Instruction:\n",
        "- ",
        "id: 4\n",
        "your answer",
        "Given a word, ",
        "                                                                ",
    ]);
    prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
}

proptest! {
    /// A message that arrives in pieces is judged as the whole one.
    #[test]
    fn what_is_found_does_not_depend_on_cuts(
        text in bits(),
        sizes in prop::collection::vec(1_usize..300, 1..6),
    ) {
        prop_assert_eq!(found(cut(&text, &sizes)), found([text.as_str()]));
    }
}

/// No label before a label before a task: it takes no stack.
#[test]
fn many_labels_are_no_task() {
    let text =
        format!("{}Write a poem.\nIt rains. Sort these words:\nb, a", "a:\n".repeat(100_000));
    assert_eq!(found([text.as_str()]), None);
}
