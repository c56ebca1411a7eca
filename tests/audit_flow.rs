//! One event a step, joined by the request, and one exit, however the request ends.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::executor::block_on;
use money::{Switched, SwitchedCache};
use palisade::*;
use toys::{Events, Failing, Proposes, Word, model, poll_once};

struct Rig {
    rails: Guardrails,
    budget: Switched,
    events: Events,
}

fn scope() -> Scope {
    Scope::tenant("acme")
}

fn builder(events: &Events, budget: &Switched) -> GuardrailsBuilder {
    Guardrails::builder()
        .input(Word::redact("secret"))
        .input(Word::block("worst"))
        .output(Word::redact("secret"))
        .output(Word::block("worst"))
        .router(Proposes(vec![model("small"), model("other")]))
        .budget(budget.clone())
        .cache(SwitchedCache::new(), Duration::from_secs(60))
        .audit(events.clone())
        .clock(FakeClock::at(Timestamp::from_millis(1_000)))
}

fn rig_of(cap: u64, change: impl FnOnce(GuardrailsBuilder) -> GuardrailsBuilder) -> Rig {
    let events = Events::default();
    let budget = Switched::of(Limits::new().limit(Limit::output_tokens(cap).per("tenant")));
    let rails = change(builder(&events, &budget)).build().unwrap();
    Rig { rails, budget, events }
}

fn rig() -> Rig {
    rig_of(1_000, |builder| builder)
}

async fn prepared(rails: &Guardrails, needs: &Requirements) -> Call {
    let input = rails.validate_input(&scope(), "hello").await.unwrap();
    let route = rails.route_with(&input, needs).await.unwrap();
    rails.prepare(&input, &route, Parameters::new().max_output_tokens(100)).unwrap()
}

const PREPARED: [&str; 3] = ["validate_input allowed", "route allowed", "prepare allowed"];

fn after_prepared(rest: &[&str]) -> Vec<String> {
    PREPARED.iter().chain(rest).map(|step| (*step).to_owned()).collect()
}

#[test]
fn the_events_of_a_request_share_its_id_policy_and_clock() {
    let rig = rig();
    let id = block_on(async {
        let call = prepared(&rig.rails, &Requirements::new()).await;
        let output = rig.rails.validate_output(call.input(), "a secret").await.unwrap();
        assert_eq!(output.request_id(), call.input().request_id());
        output.request_id()
    });
    let all = rig.events.all();
    assert!(all.iter().all(|event| event.request == id));
    let policy = &rig.rails.policy().to_string()[..16];
    for event in &all {
        let json: serde_json::Value = serde_json::from_str(&event.json).unwrap();
        assert_eq!(json["policy"], policy);
        assert_eq!(json["at"], 1_000);
        assert_eq!(json["scope"]["tenant"], "acme");
    }
    let steps = after_prepared(&["validate_output redacted", "exit completed"]);
    assert_eq!(rig.events.steps(), steps);
}

#[test]
fn the_exit_comes_once_when_the_last_handle_goes() {
    let rig = rig();
    let exits = || rig.events.steps().iter().filter(|step| step.starts_with("exit")).count();
    let call = block_on(prepared(&rig.rails, &Requirements::new()));
    let held = block_on(rig.rails.reserve(&call)).unwrap();
    let output = block_on(rig.rails.validate_output(call.input(), "x")).unwrap();
    let stream = rig.rails.output_stream(call.input()).unwrap();
    let copy = output.clone();
    drop(output);
    drop(call);
    drop(stream);
    block_on(held.settle(None));
    assert_eq!(exits(), 0);
    drop(copy);
    assert_eq!(exits(), 1);
    assert_eq!(rig.events.last(), "exit completed");
}

#[test]
fn each_way_to_end_has_its_exit() {
    let rig = rig();
    block_on(async {
        rig.rails.validate_input(&scope(), "worst").await.unwrap_err();
        assert_eq!(rig.events.steps(), ["validate_input refused", "exit refused"]);
        assert_eq!(rig.events.all()[0].findings, 1, "the refusal says what was found");
        rig.events.clear();

        drop(rig.rails.validate_input(&scope(), "hello").await.unwrap());
        assert_eq!(rig.events.steps(), ["validate_input allowed", "exit dropped"]);
        rig.events.clear();

        let input = rig.rails.validate_input(&scope(), "hello").await.unwrap();
        let needs = Requirements::new().region("nowhere");
        rig.rails.route_with(&input, &needs).await.unwrap_err();
        drop(input);
        let steps = ["validate_input allowed", "route failed", "exit failed"];
        assert_eq!(rig.events.steps(), steps);
        rig.events.clear();

        let call = prepared(&rig.rails, &Requirements::new()).await;
        rig.rails.validate_output(call.input(), "worst").await.unwrap_err();
        drop(call);
        let steps = after_prepared(&["validate_output refused", "exit refused"]);
        assert_eq!(rig.events.steps(), steps);
        rig.events.clear();

        rig.rails.inspect_input(&scope(), "worst").await.unwrap();
        rig.rails.inspect_output(&scope(), "worst").await.unwrap();
        assert!(rig.events.steps().is_empty(), "an inspection is no request");
    });
    let failing = rig_of(1_000, |builder| builder.input(Failing::default()));
    block_on(failing.rails.validate_input(&scope(), "hello")).unwrap_err();
    assert_eq!(failing.events.steps(), ["validate_input failed", "exit failed"]);
}

#[test]
fn a_request_ends_as_its_last_step_did() {
    let rig = rig_of(150, |builder| builder);
    block_on(async {
        // Over budget first, tried again once there is room, then lost.
        let first = rig.rails.reserve(&prepared(&rig.rails, &Requirements::new()).await).await;
        let call = prepared(&rig.rails, &Requirements::new()).await;
        rig.rails.reserve(&call).await.unwrap_err();
        first.unwrap().release().await.unwrap();
        let held = rig.rails.reserve(&call).await.unwrap();
        rig.events.clear();
        drop((call, held));
        assert_eq!(rig.events.steps(), ["exit dropped"]);

        // A failed step, then another way, then a refusal.
        let input = rig.rails.validate_input(&scope(), "hello").await.unwrap();
        let nowhere = Requirements::new().region("nowhere");
        rig.rails.route_with(&input, &nowhere).await.unwrap_err();
        rig.rails.validate_output(&input, "worst").await.unwrap_err();
        rig.events.clear();
        drop(input);
        assert_eq!(rig.events.steps(), ["exit refused"]);

        // What has completed stays so.
        let input = rig.rails.validate_input(&scope(), "hello").await.unwrap();
        rig.rails.validate_output(&input, "fine").await.unwrap();
        rig.rails.validate_output(&input, "worst").await.unwrap_err();
        rig.events.clear();
        drop(input);
        assert_eq!(rig.events.steps(), ["exit completed"]);
    });
}

#[test]
fn a_step_that_is_not_configured_is_in_the_log() {
    let events = Events::default();
    let rails = Guardrails::builder().input(Word::redact("a")).router(model("small"));
    let rails = rails.audit(events.clone()).build().unwrap();
    block_on(async {
        let call = prepared(&rails, &Requirements::new()).await;
        rails.lookup(&call).await.unwrap_err();
        rails.reserve(&call).await.unwrap_err();
        rails.output_stream(call.input()).unwrap_err();
        rails.validate_output(call.input(), "x").await.unwrap_err();
    });
    let rest = [
        "lookup failed",
        "reserve failed",
        "validate_output failed",
        "validate_output failed",
        "exit failed",
    ];
    assert_eq!(events.steps(), after_prepared(&rest));
    events.clear();
    let local = Guardrails::builder().input(Word::redact("a")).audit(events.clone());
    let local = local.build_local().unwrap();
    local.output_stream(&local.validate_input("x").unwrap()).unwrap_err();
    let steps = ["validate_input allowed", "validate_output failed", "exit failed"];
    assert_eq!(events.steps(), steps);
}

#[test]
fn streams_have_one_event_however_they_end() {
    let rig = rig();
    let streamed = |chunks: &[&str], finish: bool| {
        rig.events.clear();
        let input = block_on(rig.rails.validate_input(&scope(), "hello")).unwrap();
        let mut stream = rig.rails.output_stream(&input).unwrap();
        drop(input);
        for chunk in chunks {
            let _ = stream.push(chunk).into_parts();
        }
        match finish {
            true => drop(block_on(stream.finish())),
            false => drop(stream),
        }
        rig.events.steps().split_off(1)
    };
    assert_eq!(streamed(&["fine"], true), ["validate_output allowed", "exit completed"]);
    let refused = ["validate_output refused", "exit refused"];
    assert_eq!(streamed(&["a worst one", "more"], true), refused);
    assert_eq!(streamed(&["a worst one"], false), refused);
    assert_eq!(streamed(&["fi", "ne"], false), ["exit dropped"]);
}

#[test]
fn a_hit_tells_what_was_found_in_it() {
    let rig = rig();
    let cache = SwitchedCache::new();
    let rails = builder(&rig.events, &rig.budget).cache(cache.clone(), Duration::from_secs(60));
    let rails = rails.build().unwrap();
    block_on(async {
        let call = prepared(&rails, &Requirements::new()).await;
        let answer = CachedAnswer::new("small", vec![(Channel::TEXT, "a secret".to_owned())]);
        let key = call.cache_key().unwrap();
        cache.store(key, &answer, Duration::from_secs(60)).await.unwrap();
        assert_eq!(rails.lookup(&call).await.unwrap().unwrap().text(), "a [HIDDEN]");
    });
    let all = rig.events.all();
    let hit = all.iter().find(|event| event.step == Step::Lookup).unwrap();
    assert_eq!((hit.outcome, hit.findings), (Outcome::Hit, 1));
    assert_eq!(rig.events.last(), "exit completed");
}

#[test]
fn a_required_log_that_is_full_refuses_every_step_and_costs_nothing() {
    let rig = rig_of(1_000, GuardrailsBuilder::audit_required);
    let full = |is: bool| rig.events.full.store(is, Ordering::SeqCst);
    block_on(async {
        let call = prepared(&rig.rails, &Requirements::new()).await;
        let route = rig.rails.route(call.input()).await.unwrap();
        full(true);
        let errors = [
            rig.rails.validate_input(&scope(), "hello").await.err(),
            rig.rails.route(call.input()).await.err(),
            rig.rails.prepare(call.input(), &route, Parameters::new()).err(),
            rig.rails.lookup(&call).await.err(),
            rig.rails.reserve(&call).await.err(),
            rig.rails.validate_output(call.input(), "x").await.err(),
        ];
        for error in errors {
            let error = error.expect("a refusal");
            assert!(matches!(error, Error::Audit(_)) && error.is_retryable(), "{error}");
        }
        assert_eq!(rig.budget.charged(&scope()), 0, "no call is made, so none is charged");
        assert!(rig.rails.lost_audit_events() >= 6);
        let refused = rig.rails.validate_input(&scope(), "worst").await.unwrap_err();
        assert!(matches!(refused, Error::Refused(_)), "a refusal stands without its event");
        full(false);
        rig.events.clear();
        drop((call, route));
    });
    assert_eq!(rig.events.steps(), ["exit failed"]);
}

#[test]
fn a_log_that_is_not_required_costs_no_request() {
    let rig = rig();
    rig.events.full.store(true, Ordering::SeqCst);
    let input = block_on(rig.rails.validate_input(&scope(), "hello")).unwrap();
    assert!(block_on(rig.rails.validate_output(&input, "x")).is_ok());
    drop(input);
    assert_eq!(rig.rails.lost_audit_events(), 3);
}

#[test]
fn cancelled_steps_leave_an_exit() {
    #[derive(Debug)]
    struct Stuck;
    #[async_trait::async_trait]
    impl Router for Stuck {
        fn name(&self) -> &str {
            "stuck"
        }
        fn describe(&self, _: &mut Fingerprint) {}
        async fn route(&self, _: &RouteRequest<'_>) -> Result<Choice, RouteError> {
            std::future::pending().await
        }
    }
    let rig = rig_of(1_000, |builder| builder.router(Stuck));
    let input = block_on(rig.rails.validate_input(&scope(), "hello")).unwrap();
    assert!(poll_once(rig.rails.route(&input)).is_none());
    drop(input);
    assert_eq!(rig.events.steps(), ["validate_input allowed", "exit dropped"]);
}

#[test]
fn every_sink_gets_every_event() {
    let (one, two) = (Events::default(), Events::default());
    one.full.store(true, Ordering::SeqCst);
    let rails = Guardrails::builder().input(Word::redact("a")).audit(one.clone());
    let rails = rails.audit(two.clone()).build_local().unwrap();
    drop(rails.validate_input("hello").unwrap());
    assert_eq!((one.lost(), two.steps().len()), (2, 2));
    let _: Arc<dyn AuditSink> = Arc::new(two);
}
