//! The event streams of model providers: read, guarded and written, without a client library.
//!
//! Each format has a walk that knows where its texts stand; a visit says what becomes of them.
//! The reader turns them into [`Event`]s, the guards replace them by what may go on.

mod adapter;
mod chat;
mod escapes;
mod event;
mod frames;
mod guard;
mod json;
mod messages;
mod reader;
mod responses;
mod state;
mod stream;
mod usage;
mod walk;
mod writer;

pub use adapter::EventScreening;
pub use event::{Event, EventFormat, Unknown};
pub use reader::EventReader;
pub use stream::{DangerousEvents, EventStream, EventsEnded, EventsPushed, LocalEventStream};
pub use writer::EventWriter;
