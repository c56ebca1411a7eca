//! Texts as models write them, of any length, the same at each run: nothing to find in them.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

/// Prose: sentences from a small grammar, with names, numbers, dates and quotes.
pub fn prose(bytes: usize) -> String {
    grown(bytes, |pick, text| {
        let who = pick.of(&[
            "The engineer",
            "Her sister",
            "Nobody",
            "The council",
            "Mr Okafor",
            "A reader",
        ]);
        let what =
            pick.of(&["said that", "noticed how", "wrote that", "asked whether", "forgot that"]);
        let of = pick.of(&[
            "the harbour",
            "the second draft",
            "the licence",
            "this password",
            "an old token",
            "the key",
            "the account",
        ]);
        let did = pick.of(&[
            "had been moved",
            "was never needed",
            "would last until spring",
            "cost more than planned",
            "looked different by daylight",
        ]);
        let end = match pick.below(6) {
            0 => format!(", at {}:{:02} on a Tuesday", 1 + pick.below(11), pick.below(60)),
            1 => format!("; it took {} days", 2 + pick.below(90)),
            2 => format!(", for about ${}.{:02}", 1 + pick.below(900), pick.below(100)),
            3 => " — \u{201c}as ever\u{201d}, they said".to_owned(),
            4 => format!(" in {}", 1900 + pick.below(120)),
            _ => String::new(),
        };
        let close = pick.of(&[". ", ". ", "? ", ".\n\n", "! "]);
        text.push_str(&format!("{who} {what} {of} {did}{end}{close}"));
    })
}

/// Code of two languages.
pub fn code(bytes: usize) -> String {
    grown(bytes, |pick, text| {
        let verb = pick.of(&["read", "parse", "merge", "count", "drain", "render"]);
        let noun = pick.of(&["window", "token", "secret", "index", "entry", "account_key"]);
        let kind = pick.of(&["usize", "&str", "Vec<u8>", "Option<u64>"]);
        let number = pick.below(4096);
        text.push_str(&match pick.below(3) {
            0 => format!(
                "/// Counts each {noun}.\nfn {verb}_{noun}(input: {kind}, limit: usize) -> Result<usize, Error> {{\n    let mut total = 0x{number:x};\n    for (at, item) in input.iter().enumerate() {{\n        if at >= limit {{ break; }}\n        total += item.len() * {number};\n    }}\n    Ok(total)\n}}\n\n"
            ),
            1 => format!(
                "def {verb}_{noun}(rows, *, limit={number}):\n    \"\"\"Keep the first rows of each {noun}.\"\"\"\n    kept = [row[\"{noun}\"] for row in rows if row.get(\"{verb}\") is not None]\n    return sorted(kept, key=lambda r: -r)[:limit]\n\n"
            ),
            _ => format!(
                "    let {noun} = map.get(\"{verb}\").copied().unwrap_or({number}); // was {noun}s[{}]\n    assert_eq!({noun} % {}, 0, \"{{{noun}}}\");\n",
                pick.below(64),
                2 + pick.below(9)
            ),
        });
    })
}

/// JSON, as a tool call or a record has it.
pub fn json(bytes: usize) -> String {
    grown(bytes, |pick, text| {
        let name = pick.of(&["harbour", "second draft", "north gate", "old mill"]);
        let state = pick.of(&["open", "closed", "moved", "unknown"]);
        text.push_str(&format!(
            "{{\"id\": {}, \"name\": \"{name}\", \"state\": \"{state}\", \"ratio\": {}.{:03}, \"tags\": [\"a{}\", \"{state}\"], \"token_count\": {}, \"nested\": {{\"key\": null, \"ok\": true, \"note\": \"line one\\nline two\"}}}}\n",
            pick.below(90_000),
            pick.below(9),
            pick.below(1000),
            pick.below(50),
            pick.below(5000)
        ));
    })
}

/// Markdown: headings, lists, tables, links, code.
pub fn markdown(bytes: usize) -> String {
    grown(bytes, |pick, text| {
        let topic = pick.of(&["Harbour", "Licences", "Export", "Index", "Second draft"]);
        let verb = pick.of(&["moved", "rebuilt", "renewed", "counted"]);
        let number = pick.below(500);
        text.push_str(&match pick.below(5) {
            0 => format!("## {topic}\n\nIt was **{verb}** in _{number}_ places.\n\n"),
            1 => format!("- **{topic}**: {verb} `{number}` times\n- see [the notes](https://docs.example.com/{number}/{verb})\n\n"),
            2 => format!("| {topic} | {verb} |\n|---|---|\n| {number} | {} % |\n\n", pick.below(100)),
            3 => format!("1. Open `{verb}.toml`.\n2. Set `{verb} = {number}` under `[index]`.\n3. Run it again.\n\n"),
            _ => format!("> {topic} was {verb} before; that took {number} days.\n\n```sh\nmake {verb} --jobs={}\n```\n\n", 1 + pick.below(8)),
        });
    })
}

fn grown(bytes: usize, mut add: impl FnMut(&mut Pick, &mut String)) -> String {
    let (mut text, mut pick) = (String::with_capacity(bytes + 1024), Pick(7));
    while text.len() < bytes {
        add(&mut pick, &mut text);
    }
    text
}

/// SplitMix64.
struct Pick(u64);

impl Pick {
    const fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    const fn of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len() as u64) as usize]
    }
}
