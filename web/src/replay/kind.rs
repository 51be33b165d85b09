//! What can be replayed, by what addresses call it.

use loopbrug_infra::views::StreamId;

use crate::lang::Lang;

/// The name of its kind in an address.
pub(super) fn name(of: StreamId) -> &'static str {
    match of {
        StreamId::Trajectory(_) => "traject",
        StreamId::Proposal(_) => "kandidatuur",
        StreamId::Round(_) => "ronde",
        StreamId::Employer(_) => "werkgever",
    }
}

/// The one of that kind with that id.
pub(super) fn named(kind: &str, id: &str) -> Option<StreamId> {
    match kind {
        "traject" => id.parse().ok().map(StreamId::Trajectory),
        "kandidatuur" => id.parse().ok().map(StreamId::Proposal),
        "ronde" => id.parse().ok().map(StreamId::Round),
        "werkgever" => id.parse().ok().map(StreamId::Employer),
        _ => None,
    }
}

/// The address of its history.
pub(crate) fn path(of: StreamId) -> String {
    format!("/historiek/{}/{}", name(of), of.in_log().1)
}

/// The beginning of its id: enough to tell it from others on a page.
pub(crate) fn short(of: StreamId) -> String {
    of.in_log().1.chars().take(8).collect()
}

/// What it is called.
pub(super) fn in_words(lang: Lang, of: StreamId) -> String {
    lang.say(&format!("replay-kind-{}", name(of))).into_owned()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_kind_has_its_address_and_its_words() {
        let id = Uuid::from_u128(7).to_string();
        for kind in ["traject", "kandidatuur", "ronde", "werkgever"] {
            let stream = named(kind, &id).unwrap();
            assert_eq!((name(stream), path(stream)), (kind, format!("/historiek/{kind}/{id}")));
            assert!(!in_words(Lang::Dutch, stream).starts_with("replay-"), "{kind}");
        }
        assert_eq!((named("dossier", &id), named("traject", "7")), (None, None));
    }
}
