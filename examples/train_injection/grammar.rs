//! Writes text from a grammar: `{slot}` is one of the forms of a slot, `<a|b|>` one of these.

use std::collections::BTreeMap;

use crate::attacks::{INNOCENT_SLOTS, MORE_SLOTS};
use crate::documents::DOCUMENT_SLOTS;
use crate::everyday::EVERYDAY_SLOTS;
use crate::languages::FOREIGN_SLOTS;
use crate::random::Random;
use crate::readers::READER_SLOTS;
use crate::slots::SLOTS;
use crate::techniques::{SHARED_SLOTS, TECHNIQUE_SLOTS};
use crate::tongues::TONGUE_SLOTS;
use crate::triggers::TRIGGER_SLOTS;

/// The slots by name.
pub struct Grammar(BTreeMap<&'static str, Vec<&'static str>>);

impl Grammar {
    pub fn new() -> Self {
        let mut slots: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let all = [
            SLOTS,
            SHARED_SLOTS,
            MORE_SLOTS,
            TECHNIQUE_SLOTS,
            INNOCENT_SLOTS,
            EVERYDAY_SLOTS,
            DOCUMENT_SLOTS,
            TRIGGER_SLOTS,
            READER_SLOTS,
            FOREIGN_SLOTS,
            TONGUE_SLOTS,
        ];
        for (name, forms) in all.into_iter().flatten() {
            slots.entry(name).or_default().extend(forms.iter().copied());
        }
        Self(slots)
    }

    /// One text of a form.
    pub fn write(&self, form: &str, random: &mut Random) -> String {
        let mut text = String::new();
        self.expand(form, random, &mut text, 0);
        // Stand-ins for what the notation takes.
        for (stand_in, sign) in [("‹", "<"), ("›", ">"), ("¦", "|"), ("⦃", "{"), ("⦄", "}")]
        {
            text = text.replace(stand_in, sign);
        }
        text
    }

    /// One text of one of these forms.
    pub fn one_of(&self, forms: &[&str], random: &mut Random) -> String {
        let form: &str = random.pick::<&str>(forms);
        self.write(form, random)
    }

    /// One text of a slot.
    pub fn slot(&self, name: &str, random: &mut Random) -> String {
        match self.0.get(name) {
            Some(forms) => self.write(random.pick::<&str>(forms), random),
            None => panic!("the grammar has no slot {name}"),
        }
    }

    fn expand(&self, form: &str, random: &mut Random, text: &mut String, depth: usize) {
        assert!(depth < 12, "a slot holds itself: {form}");
        let mut rest = form;
        while let Some(at) = rest.find(['{', '<']) {
            text.push_str(&rest[..at]);
            let close = if rest[at..].starts_with('{') { '}' } else { '>' };
            let Some(end) = rest[at..].find(close) else { break };
            let inside = &rest[at + 1..at + end];
            let is_slot = close == '}'
                && inside.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            if is_slot && self.0.contains_key(inside) {
                let written = self.slot(inside, random);
                text.push_str(&written);
            } else if close == '}' && inside == "number" {
                text.push_str(&(random.below(900) + 2).to_string());
            } else if close == '}' && is_slot {
                panic!("the grammar has no slot {inside}");
            } else if close == '>' && inside.contains('|') {
                let choices: Vec<&str> = inside.split('|').collect();
                self.expand(random.pick::<&str>(&choices), random, text, depth + 1);
            } else {
                text.push_str(&rest[at..=at + end]);
            }
            rest = &rest[at + end + 1..];
        }
        text.push_str(rest);
    }
}
