//! Placeholders without a vault: the form in which questions and answers are cached.
//!
//! `[EMAIL_KQZ1]` of one vault and `[EMAIL_BCD7]` of another become `[EMAIL_ZZZ1]` where each is
//! the first of its question. So two users who ask the same with values of their own share an
//! answer, and each gets his own values in it: the form holds no value, and a name in it leads
//! only to what the asker's own question has at that place.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::Arc;

use super::Vault;
use super::name::{CANONICAL, MAX_NUMBER, Name};
use super::read::{Lexicon, Next, Reader};
use super::restore::replaced;

/// The placeholders of one question, in the order in which they first appear.
pub(crate) struct Canonical {
    names: Vec<(Arc<str>, Name)>,
    /// Where each stands there, counted from 1.
    places: BTreeMap<Name, u16>,
    /// To read placeholders of the vault.
    own: Arc<Lexicon>,
    /// To read those of the canonical form.
    canonical: Lexicon,
}

impl Canonical {
    /// What these texts, in order, have of the vault's placeholders.
    pub(super) fn of<'t>(
        vault: &Vault,
        own: Arc<Lexicon>,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        let (mut names, mut places) = (Vec::new(), BTreeMap::new());
        for text in texts {
            let reader = Reader { text, lexicon: &own, before: 0, done: true, is_json: false };
            let mut from = 0;
            while let Next::Found(found) =
                reader.next(from, |label, name| vault.is_known(label, name))
            {
                from = found.end;
                if let Entry::Vacant(place) = places.entry(found.name)
                    && let Ok(number) = u16::try_from(names.len() + 1)
                    && number <= MAX_NUMBER
                {
                    place.insert(number);
                    names.push((found.label, found.name));
                }
            }
        }
        let mut labels: Vec<_> = names.iter().map(|(label, _)| Arc::clone(label)).collect();
        labels.sort_unstable();
        labels.dedup();
        let canonical = Lexicon { labels, tags: vec![CANONICAL] };
        Self { names, places, own, canonical }
    }

    /// What tells a question with these placeholders from one that has the canonical form for
    /// text; empty where there are none.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(label, _)| &**label)
    }

    /// A text of the question in the canonical form.
    pub(crate) fn of_question<'t>(&self, text: &'t str) -> Cow<'t, str> {
        replaced(text, &self.own, |label, name| self.canonical_of(label, name))
    }

    /// An answer in the canonical form. `None` where it has a placeholder that the question has
    /// not, or one that is canonical already.
    pub(crate) fn of_answer(&self, text: &str) -> Option<String> {
        if CANONICAL.is_in(text) {
            return None;
        }
        let answer = self.of_question(text).into_owned();
        let is_left = |tag: &super::name::Tag| tag.is_in(&answer);
        (!self.own.tags.iter().any(is_left)).then_some(answer)
    }

    /// A cached answer with the placeholders of this question. `None` where one of the answer's
    /// has no counterpart here.
    pub(crate) fn to_own(&self, text: &str) -> Option<String> {
        let answer = replaced(text, &self.canonical, |label, name| {
            let (own, name) = self.names.get(usize::from(name.number).checked_sub(1)?)?;
            (**own == *label).then(|| name.placeholder(own))
        });
        (!CANONICAL.is_in(&answer)).then(|| answer.into_owned())
    }

    fn canonical_of(&self, label: &str, name: Name) -> Option<String> {
        let number = *self.places.get(&name)?;
        let (own, _) = self.names.get(usize::from(number).checked_sub(1)?)?;
        (**own == *label).then(|| Name { tag: CANONICAL, number }.placeholder(label))
    }
}

impl fmt::Debug for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canonical").field("names", &self.names.len()).finish_non_exhaustive()
    }
}
