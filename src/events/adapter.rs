//! A stream of a client's bytes in, a stream of the bytes that may be sent on out.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::stream::{EventStream, EventsEnded};
use crate::stream::StreamError;
use crate::validated::ValidatedOutput;

/// A provider's event stream behind the output guards. Made by [`EventStream::screen`].
///
/// It asks the provider only when it is asked, holds no more than one piece of the provider's
/// beside what [`EventStream`] states, and yields after an error nothing more. Where the
/// provider's stream itself fails, an error event in the format is the last that it yields.
/// Dropping it at any point is safe: the audit log gets its exit event, and a charge that was
/// tied to the stream stays or is settled with the reported usage.
pub struct EventScreening<S, E> {
    upstream: S,
    state: State<E>,
    output: Option<ValidatedOutput>,
}

enum State<E> {
    Reading(Box<EventStream>),
    /// What goes out behind the last bytes.
    Stopping(Box<StreamError<E>>),
    Finishing(Pin<Box<dyn Future<Output = EventsEnded> + Send>>),
    Done,
}

impl<S, E> EventScreening<S, E> {
    pub(super) fn new(stream: EventStream, upstream: S) -> Self {
        Self { upstream, state: State::Reading(Box::new(stream)), output: None }
    }

    /// The whole answer, checked, once the stream has come to its end.
    pub fn into_output(self) -> Option<ValidatedOutput> {
        self.output
    }
}

impl<S, B, E> Stream for EventScreening<S, E>
where
    S: Stream<Item = Result<B, E>> + Unpin,
    B: AsRef<[u8]>,
{
    type Item = Result<Vec<u8>, StreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match std::mem::replace(&mut this.state, State::Done) {
                State::Reading(mut stream) => match Pin::new(&mut this.upstream).poll_next(cx) {
                    Poll::Pending => {
                        this.state = State::Reading(stream);
                        return Poll::Pending;
                    }
                    Poll::Ready(Some(Ok(bytes))) => {
                        let (bytes, error) = stream.push(bytes.as_ref()).into_parts();
                        this.state = match error {
                            Some(error) => State::Stopping(Box::new(StreamError::Stopped(error))),
                            None => State::Reading(stream),
                        };
                        if !bytes.is_empty() {
                            return Poll::Ready(Some(Ok(bytes)));
                        }
                    }
                    Poll::Ready(Some(Err(error))) => {
                        this.state = State::Stopping(Box::new(StreamError::Upstream(error)));
                        let event = stream.fail();
                        if !event.is_empty() {
                            return Poll::Ready(Some(Ok(event)));
                        }
                    }
                    Poll::Ready(None) => this.state = State::Finishing(Box::pin(stream.finish())),
                },
                State::Stopping(error) => {
                    return Poll::Ready(Some(Err(*error)));
                }
                State::Finishing(mut finishing) => {
                    let Poll::Ready(ended) = finishing.as_mut().poll(cx) else {
                        this.state = State::Finishing(finishing);
                        return Poll::Pending;
                    };
                    let (bytes, result) = ended.into_parts();
                    match result {
                        Ok(output) => this.output = Some(output),
                        Err(error) => {
                            this.state = State::Stopping(Box::new(StreamError::Stopped(error)));
                        }
                    }
                    if !bytes.is_empty() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
                State::Done => return Poll::Ready(None),
            }
        }
    }
}

impl<S, E> fmt::Debug for EventScreening<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventScreening").field("output", &self.output).finish_non_exhaustive()
    }
}
