//! What users build on: every contract works as `dyn`, every handle crosses threads.

use std::fmt::Debug;

use palisade::*;

fn shared<T: Debug + Send + Sync + ?Sized>() {}
fn owned<T: Debug + Send + Sync + Clone>() {}
fn future_is_send<T: Send>(_: T) {}

#[test]
fn contracts_are_usable_as_dyn() {
    shared::<dyn InputGuard>();
    shared::<dyn InputJudge>();
    shared::<dyn OutputGuard>();
    shared::<dyn OutputJudge>();
    shared::<dyn Router>();
    shared::<dyn Budget>();
    shared::<dyn Cache>();
    shared::<dyn AuditSink>();
    shared::<dyn Clock>();
    fn scan<T: Debug + Send + ?Sized>() {}
    scan::<dyn OutputScan>();
}

#[test]
fn handles_and_proofs_cross_threads() {
    owned::<Guardrails>();
    owned::<LocalGuardrails>();
    owned::<ValidatedInput>();
    owned::<ValidatedOutput>();
    owned::<Route>();
    owned::<Call>();
    owned::<Context>();
    owned::<Finding>();
    shared::<Reservation>();
    shared::<Error>();
    shared::<ConfigError>();
    fn moves<T: Send + Debug>() {}
    moves::<OutputStream>();
    moves::<EventStream>();
    moves::<LocalEventStream>();
    moves::<EventScreening<(), ()>>();
    moves::<EventReader>();
    moves::<EventWriter>();
    owned::<Ending>();
    owned::<Event>();
    owned::<EventError>();
    moves::<LocalOutputStream>();
}

#[test]
fn steps_are_send_futures() {
    let rails = Guardrails::preset(Preset::Chat).build().expect("a preset builds");
    let scope = Scope::tenant("acme");
    future_is_send(rails.validate_input(&scope, "hello"));
    future_is_send(rails.inspect_input(&scope, "hello"));
    future_is_send(rails.inspect_output(&scope, "hello"));
    let input = futures::executor::block_on(rails.validate_input(&scope, "hello"));
    let input = input.expect("a plain greeting");
    future_is_send(rails.route(&input));
    future_is_send(rails.validate_output(&input, "hello"));
    future_is_send(rails.output_stream(&input).expect("a stream").finish());
}
