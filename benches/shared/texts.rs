//! The texts that all benches measure on, of any length, the same at each run.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

/// Plain English, as a customer or a colleague writes it: nothing to find.
const ENGLISH: &[&str] = &[
    "The meeting was moved to Thursday because two of the engineers are still travelling. ",
    "Please read the minutes before then and note what you would change in the second part. ",
    "We sold fewer licences in spring than we had hoped, yet the number of renewals went up. ",
    "Her report says that the harbour was rebuilt after the storm, at the cost of the city. ",
    "If the export fails again, look at the last lines of the log and tell me what they say. ",
    "Nobody in the old village remembered when the bell had been heard for the last time. ",
    "A good index is short: it names what readers look for and leaves out what they know. ",
    "The second draft is better, but the ending still asks more of the reader than it gives. ",
];

/// Parts of sentences, of which [`varied`] draws one of each column.
const PARTS: [&[&str]; 5] = [
    &[
        "The harbour master ",
        "My neighbour's brother ",
        "Nobody at the office ",
        "A retired teacher ",
        "The second witness ",
        "Whoever wrote this ",
        "Our oldest customer ",
        "The committee ",
        "She ",
        "Dr. Lindqvist ",
        "Half of the village ",
        "The report of 1987 ",
        "An engineer from Oslo ",
        "It ",
        "The museum's director ",
        "Every third reader ",
        "They ",
        "One of the 14 judges ",
        "The old printing press ",
        "What remains of the wall ",
    ],
    &[
        "had not expected ",
        "carefully described ",
        "will probably accept ",
        "could never explain ",
        "was looking for ",
        "has rebuilt ",
        "kept asking about ",
        "paid far too much for ",
        "still remembers ",
        "gave away ",
        "hadn't noticed ",
        "is writing about ",
        "refused to sell ",
        "compared ",
        "may have forgotten ",
        "brought back ",
        "translated ",
        "measured twice ",
        "lost ",
        "wanted to see ",
    ],
    &[
        "the missing chapters",
        "a well-kept garden",
        "its own history",
        "three letters from Vienna",
        "the price of bread",
        "an unusually warm winter",
        "these early photographs",
        "the bridge near Saint-Malo",
        "a longer contract",
        "his first novel",
        "the results (see table 4)",
        "what the others thought",
        "most of the furniture",
        "a broken clock",
        "the new timetable",
        "two kinds of apples",
        "the question of ownership",
        "her grandmother's recipe",
        "nearly 60% of the votes",
        "an empty warehouse",
    ],
    &[
        " before the war",
        " in the north of the country",
        " during the long evenings",
        " without much enthusiasm",
        " as far as we know",
        ", which surprised everyone",
        " for less than a week",
        " after the meeting on Tuesday",
        "",
        " at the end of May",
        ", or so it seemed",
        " because of the weather",
        " while the children slept",
        " under a different name",
        " and so did the others",
        "",
        " by accident",
        " over the following decade",
        "; the rest is guesswork",
        " with the help of a map",
    ],
    &[". ", ". ", ". ", ".\n\n", "! ", "? ", "; ", ". However, ", ". In short, ", ": "],
];

/// Text off ASCII, in several scripts: nothing to find either.
const MIXED: &[&str] = &[
    "Die Rechnung für März enthält zwei Posten, die wir nicht bestellt haben. ",
    "Завтра мы встретимся у входа в музей и пойдём обедать вместе. ",
    "会议改到星期四,因为两位工程师还在出差,请先看一下会议记录。",
    "Le café était fermé, alors nous avons déjeuné près de la gare. ",
    "昨日の報告書をもう一度読んで、気になる点を教えてください。",
    "الاجتماع القادم يوم الخميس في الساعة العاشرة صباحا. ",
    "La reunión empezó tarde, pero el señor Peña explicó todo con calma. ",
    "The naïve façade of the résumé — “well done”, she said — made them smile. ",
];

/// What the guards look for, one in about half a kilobyte.
const HITS: &[&str] = &[
    "Write to jo.miller@example.com about it. ",
    "My card is 4111 1111 1111 1111, if that helps. ",
    "Call me at +1 415 555 2671 after lunch. ",
    "The key is ghp_16C7e42F292c6912E7710c838347Ae178B4a, keep it safe. ",
    "The host is 203.0.113.77 and answers slowly. ",
    "Pay to DE89 3704 0044 0532 0130 00 until Friday. ",
];

/// At least `bytes` of English, cut at a sentence.
pub fn english(bytes: usize) -> String {
    repeated(ENGLISH, bytes)
}

/// At least `bytes` of English drawn from parts of sentences, so that branches are hard to foresee.
pub fn varied(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    while text.len() < bytes {
        for part in PARTS {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            text.push_str(part[(random >> 33) as usize % part.len()]);
        }
    }
    text
}

/// At least `bytes` of several scripts, cut at a sentence.
pub fn mixed(bytes: usize) -> String {
    repeated(MIXED, bytes)
}

/// English with a hit about every half kilobyte.
pub fn with_hits(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let (mut sentence, mut hit) = (0, 0);
    while text.len() < bytes {
        text.push_str(ENGLISH[sentence % ENGLISH.len()]);
        sentence += 1;
        if sentence % 6 == 0 {
            text.push_str(HITS[hit % HITS.len()]);
            hit += 1;
        }
    }
    text
}

fn repeated(sentences: &[&str], bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let mut next = sentences.iter().cycle();
    while text.len() < bytes {
        text.extend(next.next().copied());
    }
    text
}
