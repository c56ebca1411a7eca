//! The built-in guards of a chain look at a text together.

use std::mem;
use std::sync::Arc;

use super::Placed;
use crate::error::GuardError;
use crate::finding::{Sink, Taken};
use crate::input::InputGuard;
use crate::scan::engine::Engine;
use crate::scan::gate::Gate;
use crate::text::Input;

/// What each guard said of an input, in the order of the guards; `None` for those that look by
/// themselves.
pub(super) fn check(
    guards: &[Placed<dyn InputGuard>],
    gate: &Arc<Gate>,
    input: &Input<'_>,
) -> Vec<Option<Result<Taken, GuardError>>> {
    let built_in: Vec<_> = guards.iter().map(|placed| placed.guard.built_in()).collect();
    let mut said: Vec<_> =
        built_in.iter().map(|guard| guard.map(|_| Ok(Taken::default()))).collect();
    for part in input.parts() {
        let mut recognisers = Vec::new();
        for (number, (guard, said)) in built_in.iter().zip(&mut said).enumerate() {
            match guard.map(|guard| guard.0.recogniser(part.source())) {
                Some(Ok(Some(recogniser))) => {
                    recognisers.push((number, recogniser));
                }
                Some(Err(error)) => *said = Some(Err(error)),
                Some(Ok(None)) | None => {}
            }
        }
        let numbers: Vec<usize> = recognisers.iter().map(|(number, _)| *number).collect();
        let mut engine = Engine::new(recognisers, Arc::clone(gate), part.at());
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
    for ((guard, said), placed) in built_in.iter().zip(&mut said).zip(guards) {
        let (Some(guard), Some(Ok(all))) = (guard, &mut *said) else { continue };
        let mut here = mem::take(all);
        match guard.0.conclude_input(input, &mut here) {
            // With the name of the guard on what was added.
            Ok(()) => Sink::new(&placed.name, all).absorb(&mut here),
            Err(error) => *said = Some(Err(error)),
        }
    }
    said
}
