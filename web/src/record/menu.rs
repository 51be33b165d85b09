//! All that can be recorded about a client now, on the page of the trajectory.

use maud::{Markup, html};

use super::{RECORDS, Subject, address_of};

/// *Noteren…*: a disclosure with a link to each form that makes sense now. Nothing, where none does.
pub(crate) fn menu(subject: &Subject<'_>) -> Markup {
    let lang = subject.lang;
    let offered: Vec<_> = RECORDS.iter().filter(|record| record.is_offered(subject)).collect();
    html! {
        @if !offered.is_empty() {
            details.record-menu {
                summary.button { (lang.say("record-what")) }
                ul.record-list {
                    @for record in offered {
                        li {
                            a href=(address_of(subject.id, record.name())) { (lang.say(&format!("record-{}", record.name()))) }
                        }
                    }
                }
            }
        }
    }
}

/// Links to some forms, as far as they make sense now.
pub(crate) fn links(subject: &Subject<'_>, names: &[&str]) -> Markup {
    let lang = subject.lang;
    let offered = RECORDS.iter().filter(|record| record.is_offered(subject));
    let offered: Vec<_> = offered.map(|record| record.name()).collect();
    html! {
        p.panel-links {
            @for name in names.iter().filter(|name| offered.contains(name)) {
                a href=(address_of(subject.id, name)) { (lang.say(&format!("record-{name}"))) }
            }
        }
    }
}
