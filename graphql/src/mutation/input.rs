//! From the input of a mutation to a command, and to what is answered.
//!
//! Every mutation goes the same way: its input is read to the end, the command is carried out, and what came
//! of it is a payload. A payload type says which kind of aggregate it is about, so a mutation names no more
//! than its input and what is to be recorded. Only the reading differs from mutation to mutation; all else
//! is compiled once for each kind of aggregate.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use async_graphql::{Context, Error};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::CommandId;
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};

use super::about::{About, Command, Head, ReadIntent};
use super::payload::Payload;
use super::reading::Reading;
use crate::error::{TraceId, UserError, refusals};
use crate::input::{Describe, Described};

/// The input of a mutation, as `mutations!` (in `declare.rs`) writes it.
pub(super) trait MutationInput: Describe {
    /// The fields that it has in common with others.
    type About: About;

    /// Those fields, and how the others are read as what is to be recorded.
    fn parts(self) -> Parts<Self::About>;
}

/// What an input has in common with others, and how the rest of it is read as what is to be recorded.
pub(super) type Parts<A> = (A, ReadIntent<A>);

/// What will be answered.
pub(super) type Answer<'c, P> = Pin<Box<dyn Future<Output = Result<P, Error>> + Send + 'c>>;

/// Records what an input asks for.
pub(super) fn record<'c, I: MutationInput>(
    ctx: &'c Context<'_>,
    Described(input): Described<I>,
) -> Answer<'c, <I::About as About>::Payload> {
    let (about, intent) = input.parts();
    record_read(ctx, read(ctx, &about.head(), |reading| about.read(reading, intent)))
}

/// Carries out what was read, or names all that is wrong with it.
pub(super) fn record_read<'c, P: Payload>(
    ctx: &'c Context<'_>,
    read: Result<Read<P>, Error>,
) -> Answer<'c, P> {
    Box::pin(async move {
        let commands = ctx.data::<Commands>()?;
        let Read { request, mut faults } = read?;
        if faults.is_empty() {
            return answer(ctx, commands.execute(request).await);
        }
        // Placeholders of what cannot be read are in no stream, so the domain finds what else is wrong.
        if let Err(others) = commands.check_fields(&request).await {
            faults.extend(refusals(&others, *ctx.data::<TraceId>()?)?);
        }
        Ok(faults.into())
    })
}

/// What was read of an input.
pub(super) struct Read<P: Payload> {
    /// The request that it is.
    pub(super) request: Request<P::Of>,
    /// What was wrong in reading it.
    pub(super) faults: Vec<UserError>,
}

/// Reads an input as a `command`.
pub(super) fn read<P: Payload>(
    ctx: &Context<'_>,
    head: &Head,
    command: impl FnOnce(&mut Reading) -> Command<P>,
) -> Result<Read<P>, Error> {
    let actor = ctx.data::<Actor>()?;
    let mut reading = Reading::new(head, actor.worker, ctx.data::<Commands>()?.today());
    let (about, intent) = command(&mut reading);
    let request = Request {
        command: reading.command,
        about,
        expected_version: head.expected_version,
        actor: actor.clone(),
        occurred_on: reading.on,
        intent,
        asked: Some(literally(ctx)?),
    };
    Ok(Read { request, faults: reading.into_faults() })
}

/// What came of a command, for who sent it: a refusal is data, only a fault is an error.
pub(super) fn answer<P: Payload>(
    ctx: &Context<'_>,
    result: Result<Recorded<P::Of>, CommandError>,
) -> Result<P, Error> {
    match result {
        Ok(recorded) => Ok(recorded.into()),
        Err(error) => Ok(refusals(&error, *ctx.data::<TraceId>()?)?.into()),
    }
}

/// The mutation and its arguments as they were sent, but for what makes no difference: what is left
/// out, and how the command's id is written.
fn literally(ctx: &Context<'_>) -> Result<serde_json::Value, Error> {
    let field = ctx.field();
    let arguments: BTreeMap<_, _> = field.arguments()?.into_iter().collect();
    let mut asked = serde_json::to_value((field.name(), arguments))?;
    without_nulls(&mut asked);
    if let Some(id) = asked.pointer_mut("/1/input/commandId")
        && let Some(command) = id.as_str().and_then(|id| id.parse::<CommandId>().ok())
    {
        *id = command.to_string().into();
    }
    Ok(asked)
}

fn without_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}
