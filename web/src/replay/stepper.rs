//! The way from step to step: links, with a mark for each step on the page. Those that put something right stand out.

use maud::{Markup, html};

use super::Steps;
use super::asked::{Order, View};
use super::words::title_of;
use crate::assets::STEPS;
use crate::lang::Lang;

pub(super) fn stepper(lang: Lang, view: &View, steps: &Steps<'_>) -> Markup {
    let count = steps.all.len();
    let ways = [
        ("replay-first", Some(0), "first"),
        ("replay-previous", steps.at.checked_sub(1), "prev"),
        ("replay-next", Some(steps.at + 1), "next"),
        ("replay-last", Some(count.saturating_sub(1)), "last"),
    ];
    let (first, on_page) = steps.on_page();
    html! {
        nav.stepper aria-label=(lang.say("replay-steps")) {
            ul.ways {
                @for (message, n, rel) in ways {
                    @let step = n.filter(|n| *n != steps.at).and_then(|n| steps.place_of(n));
                    li {
                        @match step {
                            Some(step) => a.button.outlined id={ "way-" (rel) } href=(view.at(step)) rel=(rel) aria-describedby="place" { (lang.say(message)) },
                            None => span.button.outlined.nowhere aria-hidden="true" { (lang.say(message)) },
                        }
                    }
                }
            }
            p.place id="place" {
                strong { (lang.with("replay-step-of", [("n", (steps.at + 1).into()), ("of", count.into())])) }
            }
            ol.ticks start=(first + 1) {
                @for (n, step) in on_page.iter().enumerate() {
                    @let here = first + n == steps.at;
                    @let class = match (step.puts_right, first + n <= steps.at) {
                        (Some(_), _) => "tick right",
                        (None, true) => "tick gone",
                        (None, false) => "tick",
                    };
                    li {
                        a class=(class) href=(view.at(step.sequence)) aria-current=[here.then_some("step")]
                            aria-label={ (step.sequence) ": " (title_of(lang, step)) } {}
                    }
                }
            }
            ul.chips {
                @for order in Order::ALL {
                    li {
                        a href=(view.in_order(order)) aria-current=[(order == view.order).then_some("true")] {
                            (lang.say(&format!("replay-order-{}", order.name())))
                        }
                    }
                }
            }
        }
        script src=(STEPS.address) defer {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_its_words() {
        for order in Order::ALL {
            let message = format!("replay-order-{}", order.name());
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
