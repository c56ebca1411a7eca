//! Routes in the flow: a router proposes, the hard filters decide, over fallbacks too.

#[path = "shared/toys.rs"]
mod toys;

use futures::executor::block_on;
use palisade::*;
use toys::{Proposes, Word, model};

fn rails(models: Vec<Model>) -> Guardrails {
    Guardrails::builder().input(Word::redact("a")).router(Proposes(models)).build().unwrap()
}

fn routed(rails: &Guardrails, text: &str, needs: &Requirements) -> Result<Route, Error> {
    let input = block_on(rails.validate_input(&Scope::tenant("acme"), text)).unwrap();
    block_on(rails.route_with(&input, needs))
}

fn names(route: &Route) -> Vec<&str> {
    std::iter::once(route.model()).chain(route.fallbacks()).map(Model::name).collect()
}

#[test]
fn each_filter_holds_for_the_model_and_its_fallbacks() {
    let models = vec![
        model("there").in_region("us"),
        model("plain").in_region("eu"),
        model("tools").in_region("eu").with(Capability::Tools),
        model("narrow").in_region("eu").with(Capability::Tools).with_context_window(50),
        model("denied").in_region("eu").with(Capability::Tools),
        model("nowhere").with(Capability::Tools),
        model("more").in_region("eu").with(Capability::Tools),
    ];
    let needs = Requirements::new()
        .region("eu")
        .capability(Capability::Tools)
        .deny_model("denied")
        .max_output_tokens(100);
    let route = routed(&rails(models), "hello", &needs).unwrap();
    assert_eq!(names(&route), ["tools", "more"]);
    let reasons = route.reasons().join("; ");
    for reason in [
        "there: region us is not allowed",
        "plain: lacks tools",
        "narrow: context window 50 is too small for",
        "denied: denied",
        "nowhere: region  is not allowed",
    ] {
        assert!(reasons.contains(reason), "{reason:?} is not in {reasons:?}");
    }
}

#[test]
fn where_none_is_left_the_reasons_say_why() {
    let rails = rails(vec![model("one").in_region("us"), model("two")]);
    let needs = Requirements::new().region("eu");
    match routed(&rails, "hello", &needs).unwrap_err() {
        Error::NoRoute(RouteError::NoCandidate { reasons }) => assert_eq!(reasons.len(), 2),
        other => panic!("{other}"),
    }
    let silent = Guardrails::builder().input(Word::redact("a")).router(Proposes(Vec::new()));
    let error = routed(&silent.build().unwrap(), "hello", &Requirements::new()).unwrap_err();
    assert!(matches!(error, Error::NoRoute(RouteError::Failed { .. })), "{error}");
}

#[test]
fn a_text_that_does_not_fit_goes_to_a_wider_model() {
    let models = vec![model("narrow"), model("wide").with_context_window(100_000)];
    let rails = rails(models);
    let long = "x".repeat(8_192);
    assert_eq!(names(&routed(&rails, "hello", &Requirements::new()).unwrap())[0], "narrow");
    assert_eq!(names(&routed(&rails, &long, &Requirements::new()).unwrap()), ["wide"]);
}

#[test]
fn with_a_budget_a_model_without_a_price_is_left_out() {
    let unpriced = Model::new("unpriced", Tier::Small);
    let builder = || {
        let models = vec![unpriced.clone(), model("priced")];
        Guardrails::builder().input(Word::redact("a")).router(Proposes(models))
    };
    let budget = MemoryBudget::new(Limits::new().limit(Limit::requests(10)));
    let paid = builder().budget(budget).build().unwrap();
    assert_eq!(names(&routed(&paid, "hello", &Requirements::new()).unwrap()), ["priced"]);
    let free = builder().build().unwrap();
    let route = routed(&free, "hello", &Requirements::new()).unwrap();
    assert_eq!(names(&route), ["unpriced", "priced"]);
}

#[test]
fn falling_back_takes_the_next_until_none_is_left() {
    let rails = rails(vec![model("one"), model("two"), model("three")]);
    block_on(async {
        let input = rails.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        let route = rails.route(&input).await.unwrap();
        let second = route.fall_back().unwrap();
        assert_eq!(
            (names(&second), second.reasons()),
            (vec!["two", "three"], &["one failed".to_owned()][..])
        );
        let third = second.fall_back().unwrap();
        assert!(third.fall_back().is_none());
        let call = rails.prepare(&input, &third, Parameters::new()).unwrap();
        assert_eq!(call.model().name(), "three");
    });
}

#[test]
fn parameters_that_ask_for_more_output_than_fits_are_refused() {
    let rails = rails(vec![model("narrow").with_context_window(2_000)]);
    block_on(async {
        let input = rails.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        let route = rails.route(&input).await.unwrap();
        let parameters = |tokens| Parameters::new().max_output_tokens(tokens);
        let error = rails.prepare(&input, &route, parameters(2_000)).unwrap_err();
        assert!(error.to_string().contains("too small"), "{error}");
        rails.prepare(&input, &route, parameters(u64::MAX)).unwrap_err();
        rails.prepare(&input, &route, parameters(1_900)).unwrap();
    });
}

#[test]
fn a_router_sees_the_text_redacted_with_its_scores() {
    #[derive(Debug)]
    struct Looks;
    #[async_trait::async_trait]
    impl Router for Looks {
        fn name(&self) -> &str {
            "looks"
        }
        fn describe(&self, _: &mut Fingerprint) {}
        async fn route(&self, request: &RouteRequest<'_>) -> Result<Choice, RouteError> {
            assert_eq!(request.input().parts()[0].text(), "[HIDDEN]");
            assert_eq!(request.scores().len(), 1);
            assert!(request.budget().is_none());
            Ok(Choice::new(model("one")))
        }
    }
    let scores = EachPart::new("scores", "1", |part, found| found.score(part.at(), 0.5));
    let rails = Guardrails::builder().input(Word::redact("secret")).input(scores).router(Looks);
    routed(&rails.build().unwrap(), "secret", &Requirements::new()).unwrap();
}
