//! `loopbrug token`.

use chrono::TimeDelta;
use clap::Args;
use loopbrug_domain::actor::{Held, Roles};
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::{KboNumber, MalformedId, WorkerId};
use loopbrug_infra::clock::Clock;
use loopbrug_sign_in::LocalToken;

use crate::output::say;
use crate::settings::Settings;

/// Who is to be signed in.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the person may be: a role, or a role in one region such as `caseworker@vlaamse-ardennen`; several with
    /// commas between.
    #[arg(long, required = true, value_delimiter = ',')]
    role: Vec<Held>,
    /// For which organisation, by KBO number.
    #[arg(long, value_parser = organisation)]
    organisation: KboNumber,
    /// The person, a UUID. Default: a person of that organisation who has no name.
    #[arg(long)]
    worker: Option<WorkerId>,
    /// How long it is valid: a number with s, m, h or d, a year at most.
    #[arg(long, default_value = "12h", value_parser = duration)]
    valid: TimeDelta,
}

/// Prints a token.
pub(super) fn run(settings: &Settings, arguments: Arguments) -> anyhow::Result<()> {
    anyhow::ensure!(
        settings.believes_local_tokens(),
        "local tokens are not believed while sign-in is configured (LOOPBRUG_SIGN_IN, --sign-in): get one of the \
         provider, or have the server believe them too by --local-tokens or LOOPBRUG_LOCAL_TOKENS=true"
    );
    let Arguments { role, organisation, worker, valid } = arguments;
    let catalogues = Catalogues::embedded();
    for region in role.iter().filter_map(|held| held.region.as_ref()) {
        if catalogues.latest(region.as_str()).is_none() {
            tracing::warn!("there is no region '{region}' among those that come with the program");
        }
    }
    let roles: Roles = role.into_iter().collect();
    let worker = worker.unwrap_or_else(|| LocalToken::nameless(organisation));
    let until = Clock::system().now() + valid;
    let token = LocalToken { worker, organisation, roles, until };
    say!("{}", settings.token_key()?.sign(&token)?)
}

/// An organisation of which somebody can be.
fn organisation(text: &str) -> Result<KboNumber, String> {
    let number: KboNumber = text.parse().map_err(|error: MalformedId| error.to_string())?;
    if number.is_nobody() {
        return Err(format!("{number} stands for nobody: name another organisation"));
    }
    Ok(number)
}

/// How long something lasts, as it is written on the command line.
fn duration(text: &str) -> Result<TimeDelta, String> {
    let wrong = || {
        format!("'{text}' is no time: write a number with s, m, h or d, such as 12h, 366d at most")
    };
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let most = TimeDelta::days(366);
    let lasts = match unit {
        "s" => TimeDelta::try_seconds(number),
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        _ => None,
    };
    lasts.filter(|lasts| *lasts > TimeDelta::zero() && *lasts <= most).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_with_its_unit() {
        for (text, seconds) in [("1s", 1), ("90m", 5_400), ("12h", 43_200), ("366d", 31_622_400)] {
            assert_eq!(duration(text), Ok(TimeDelta::seconds(seconds)), "{text}");
        }
        for text in
            ["", "h", "12", "0h", "-1h", "367d", "12w", "1.5h", "9223372036854775807d", "1é"]
        {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
