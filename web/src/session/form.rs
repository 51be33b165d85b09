//! What every form of a session holds, so that no page elsewhere can have a browser send it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;
use serde::Deserialize;
use tower_sessions::Session;

use super::keys::Keys;
use crate::trouble::Trouble;

/// What came with a form.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct FormToken(String);

impl From<&str> for FormToken {
    fn from(sent: &str) -> Self {
        Self(sent.to_owned())
    }
}

/// What the forms of a session hold. A session that has no id yet gets one.
pub(crate) async fn form_token(session: &Session) -> Result<String, Trouble> {
    if session.id().is_none() {
        session.save().await.map_err(Trouble::fault)?;
    }
    let id = session.id().ok_or_else(|| Trouble::fault("the session has no id"))?;
    Ok(URL_SAFE_NO_PAD.encode(Keys::of(id).form().finalize().into_bytes()))
}

impl FormToken {
    /// Checks that it is that of a session. The session has been read: an id that a browser made up is none.
    pub(crate) fn check(&self, session: &Session) -> Result<(), Trouble> {
        let token = URL_SAFE_NO_PAD.decode(&self.0).unwrap_or_default();
        let is_ours = |id| Keys::of(id).form().verify_slice(&token).is_ok();
        if session.id().is_some_and(is_ours) {
            Ok(())
        } else {
            Err(Trouble::form("the form is not of this session"))
        }
    }
}
