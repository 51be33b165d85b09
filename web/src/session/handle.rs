//! Handles: a browser may keep them, and only the session that gave them out can read them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tower_sessions::Session;

use super::keys::Keys;
use crate::trouble::Trouble;

/// What is in a handle is so many bytes long, or twice, or three times, so that its length says little.
const STEP: usize = 512;

/// Seals something for a session.
pub(crate) fn seal_handle(session: &Session, mut plain: Vec<u8>) -> Result<String, Trouble> {
    let id = session.id().ok_or_else(|| Trouble::fault("the session has no id"))?;
    plain.resize(plain.len().next_multiple_of(STEP), b' ');
    let sealed = Keys::of(id).seal_handle(&plain).map_err(Trouble::fault)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// What was sealed for this session; none of another's, or of what was changed.
pub(crate) fn open_handle(session: &Session, handle: &str) -> Option<Vec<u8>> {
    let sealed = URL_SAFE_NO_PAD.decode(handle).ok()?;
    Keys::of(session.id()?).open_handle(&sealed).ok()
}
