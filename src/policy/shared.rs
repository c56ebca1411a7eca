//! The built-in guards of a chain look at a text together.

use super::Placed;
use crate::error::GuardError;
use crate::finding::{Sink, Taken};
use crate::input::InputGuard;
use crate::scan::engine::Engine;
use crate::text::Input;

/// What each guard said of an input, in the order of the guards; `None` for those that look by
/// themselves.
pub(super) fn check(
    guards: &[Placed<dyn InputGuard>],
    input: &Input<'_>,
) -> Vec<Option<Result<Taken, GuardError>>> {
    let built_in: Vec<_> = guards.iter().map(|placed| placed.guard.built_in()).collect();
    let mut said: Vec<_> =
        built_in.iter().map(|guard| guard.map(|_| Ok(Taken::default()))).collect();
    for part in input.parts() {
        let (mut numbers, mut recognisers) = (Vec::new(), Vec::new());
        for (number, (guard, said)) in built_in.iter().zip(&mut said).enumerate() {
            match guard.map(|guard| guard.0.recogniser(part.source())) {
                Some(Ok(Some(recogniser))) => {
                    numbers.push(number);
                    recognisers.push(recogniser);
                }
                Some(Err(error)) => *said = Some(Err(error)),
                Some(Ok(None)) | None => {}
            }
        }
        let mut engine = Engine::new(recognisers, part.at());
        engine.read_whole(part.text());
        for (nth, number) in numbers.into_iter().enumerate() {
            let (Some(Some(guard)), Some(placed)) = (built_in.get(number), guards.get(number))
            else {
                continue;
            };
            if let (Some(Some(Ok(all))), Some(here)) = (said.get_mut(number), engine.said(nth)) {
                guard.0.conclude(part.source(), part.text(), part.at(), here);
                Sink::new(&placed.name, all).absorb(here);
            }
        }
    }
    for ((guard, placed), said) in built_in.iter().zip(guards).zip(&mut said) {
        let (Some(guard), Some(Ok(all))) = (guard, &mut *said) else { continue };
        match guard.0.conclude_input(input, all) {
            Ok(()) => {
                let mut concluded = std::mem::take(all);
                Sink::new(&placed.name, all).absorb(&mut concluded);
            }
            Err(error) => *said = Some(Err(error)),
        }
    }
    said
}
