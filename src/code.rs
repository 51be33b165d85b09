//! The code of the error that a command ends with: it stands at the end of the last line, for programs that read it.

use std::error::Error;

use loopbrug_infra::cluster::ClusterError;
use loopbrug_infra::commands::CommandError;
use loopbrug_infra::companion::CompanionError;
use loopbrug_infra::export::ExportError;
use loopbrug_infra::import::ImportError;
use loopbrug_infra::seal::SealError;
use loopbrug_infra::vault::VaultError;
use loopbrug_infra::views::ViewError;

/// The code of an error, or of the first of its causes that has one.
pub(crate) fn of(error: &anyhow::Error) -> Option<&'static str> {
    error.chain().find_map(of_one)
}

fn of_one(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(error) = error.downcast_ref::<ClusterError>() {
        return Some(error.code());
    }
    macro_rules! first_of {
        ($($kind:ty),*) => {
            None$(.or_else(|| error.downcast_ref::<$kind>().and_then(<$kind>::code)))*
        };
    }
    first_of!(
        CommandError,
        CompanionError,
        ExportError,
        ImportError,
        SealError,
        VaultError,
        ViewError
    )
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn an_error_has_its_code_whatever_was_said_around_it() {
        let error = Err::<(), _>(SealError::NoSuchHead).context("no proof").unwrap_err();
        assert_eq!(of(&error), Some("NO_SUCH_HEAD"));
        assert_eq!(of(&ClusterError::ServerAccountMissing.into()), Some("SERVER_ACCOUNT_MISSING"));
        assert_eq!(of(&anyhow::anyhow!("the disk is full")), None);
    }
}
