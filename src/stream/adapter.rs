//! A stream of chunks in, a stream of what may be sent on out.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use thiserror::Error as ThisError;

use super::{Ended, OutputStream};
use crate::error::Error;
use crate::validated::ValidatedOutput;

/// Why a screened stream ended before its end.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The model's stream failed. What was held is dropped.
    #[error("the model's stream failed")]
    Upstream(E),
    /// The guards refuse the answer, or could not say.
    #[error("{0}")]
    Stopped(Error),
}

/// A model's stream behind the output guards: yields what may be sent on, and after an error
/// nothing more. Made by [`OutputStream::screen`]. Dropping it at any point is safe.
///
/// ```
/// use futures::{StreamExt, stream};
/// use palisade::{Guardrails, Preset, Scope};
///
/// # futures::executor::block_on(async {
/// let rails = Guardrails::preset(Preset::Chat).build().unwrap();
/// let input = rails.validate_input(&Scope::tenant("acme"), "Who can help?").await.unwrap();
/// let chunks = ["Ask an", "n@exam", "ple.org."].map(|chunk| Ok::<_, std::io::Error>(chunk.to_owned()));
/// let mut screened = rails.output_stream(&input).unwrap().screen(stream::iter(chunks));
/// let mut sent = String::new();
/// while let Some(text) = screened.next().await {
///     sent += &text.unwrap();
/// }
/// assert_eq!(sent, "Ask [EMAIL].");
/// assert_eq!(screened.into_output().unwrap().text(), sent);
/// # });
/// ```
pub struct Screening<S> {
    upstream: S,
    state: State,
    output: Option<ValidatedOutput>,
}

enum State {
    Reading(Box<OutputStream>),
    /// The refusal that goes out behind the last released text.
    Stopping(Error),
    Finishing(Pin<Box<dyn Future<Output = Ended> + Send>>),
    Done,
}

impl<S> Screening<S> {
    pub(super) fn new(stream: OutputStream, upstream: S) -> Self {
        Self { upstream, state: State::Reading(Box::new(stream)), output: None }
    }

    /// The stream of the guards, to note usage, model and finish reason as the provider tells
    /// them; `None` once the answer has ended.
    pub fn stream_mut(&mut self) -> Option<&mut OutputStream> {
        match &mut self.state {
            State::Reading(stream) => Some(stream),
            _ => None,
        }
    }

    /// The whole answer, checked, once the stream has come to its end.
    pub fn into_output(self) -> Option<ValidatedOutput> {
        self.output
    }
}

impl<S, E> Stream for Screening<S>
where
    S: Stream<Item = Result<String, E>> + Unpin,
{
    type Item = Result<String, StreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match std::mem::replace(&mut this.state, State::Done) {
                State::Reading(mut stream) => match Pin::new(&mut this.upstream).poll_next(cx) {
                    Poll::Pending => {
                        this.state = State::Reading(stream);
                        return Poll::Pending;
                    }
                    Poll::Ready(Some(Ok(chunk))) => {
                        let (released, error) = stream.push(&chunk).into_parts();
                        this.state = match error {
                            Some(error) => State::Stopping(error),
                            None => State::Reading(stream),
                        };
                        if !released.is_empty() {
                            return Poll::Ready(Some(Ok(released)));
                        }
                    }
                    Poll::Ready(Some(Err(error))) => {
                        return Poll::Ready(Some(Err(StreamError::Upstream(error))));
                    }
                    Poll::Ready(None) => this.state = State::Finishing(Box::pin(stream.end())),
                },
                State::Stopping(error) => {
                    return Poll::Ready(Some(Err(StreamError::Stopped(error))));
                }
                State::Finishing(mut finishing) => {
                    let Poll::Ready(finished) = finishing.as_mut().poll(cx) else {
                        this.state = State::Finishing(finishing);
                        return Poll::Pending;
                    };
                    let message = finished.message().map(str::to_owned);
                    match finished.into_result() {
                        Ok(finished) => {
                            let rest = finished.rest().to_owned();
                            this.output = Some(finished.into_output());
                            if !rest.is_empty() {
                                return Poll::Ready(Some(Ok(rest)));
                            }
                        }
                        Err(error) => {
                            this.state = State::Stopping(error);
                            if let Some(message) = message {
                                return Poll::Ready(Some(Ok(message)));
                            }
                        }
                    }
                }
                State::Done => return Poll::Ready(None),
            }
        }
    }
}

impl<S> fmt::Debug for Screening<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screening").field("output", &self.output).finish_non_exhaustive()
    }
}
