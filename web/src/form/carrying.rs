//! What is no single command on a stream is carried out by whoever knows how; what is read and refused is the same.

use axum::http::StatusCode;
use loopbrug_infra::commands::CommandError;

use super::fault::NotRecorded;
use super::reading::Reading;

/// Has something done, where all could be read; or names all that is wrong.
pub(crate) async fn carry_out<T>(
    reading: Reading<'_>,
    done: impl Future<Output = Result<T, CommandError>>,
) -> Result<T, NotRecorded> {
    let (lang, catalogue) = (reading.lang, reading.catalogue);
    let faults = reading.into_faults();
    if faults.is_empty() {
        return done.await.map_err(|error| NotRecorded::of(&error, lang, catalogue));
    }
    let is_of_another = faults.iter().any(|fault| fault.code == "FORM_OF_ANOTHER_SESSION");
    let status =
        if is_of_another { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
    Err(NotRecorded { status, faults }.once_a_field())
}
