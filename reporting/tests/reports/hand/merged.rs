//! What a merge does to figures.

use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};

use super::story::{self, Story, home};
use crate::history::trajectory;

#[test]
fn whoever_is_merged_counts_no_more_until_it_is_taken_back() {
    let mut story = Story::of_participant(0);
    let participants = |story: &Story| {
        story.ask("outcomes", "2024-01-01", "2024-12-31").get("total", "participants")
    };
    assert_eq!(participants(&story), Some(1.0));
    story.on(
        "2024-02-01",
        Intent::MergeTrajectory(MergedInto { other: trajectory(1), take_over: false }),
    );
    assert_eq!(participants(&story), Some(0.0));
    story.on("2024-03-01", Intent::UnmergeTrajectory(Unmerged {}));
    assert_eq!(participants(&story), Some(1.0));
}

#[test]
fn rule_14_no_figure_falls_by_a_merge_that_takes_over_but_the_number_of_people() {
    let mut story = Story::of_participant(0);
    for (on, intent) in [
        ("2024-01-20", story::sought_in_vain()),
        ("2024-02-01", story::barrier(4)),
        ("2024-02-10", story::reassessed(2)),
        ("2024-02-12", home("2024-02-11")),
        ("2024-02-20", story::job(1, "2024-02-19")),
        ("2024-02-22", story::refer(2)),
    ] {
        story.on(on, intent);
    }
    for intent in story::runs("housing_guidance") {
        story.on("2024-02-25", intent);
    }
    // The same client was met by somebody else, who did not get far.
    story.meet(1);
    story.of(1, "2024-02-03", story::sought_in_vain());
    story.participant(2, "2024-02-01");
    let all = |story: &Story| story.ask_for_all("2024-01-01", "2024-06-30");
    let before = all(&story);
    story.merge_taking_over(0, 1, "2024-07-01");
    let after = all(&story);

    // An organisation has a row because something is counted in it.
    let left = |cell: &str| Some(after.get(cell).copied().unwrap_or_default());
    let changed = before.iter().filter(|(cell, figure)| left(cell) != Some(**figure));
    for (cell, figure) in changed {
        let of_people = cell.starts_with("funnel") && cell.ends_with(" opened")
            || cell.starts_with("caseload") && cell.ends_with(" no_contact");
        // It turns out that the client had an intake when somebody else sought the same client.
        let attempts = cell.starts_with("guidance") && cell.ends_with(" attempts_before_intake");
        let minutes = cell.starts_with("guidance") && cell.ends_with(" minutes_before_intake");
        assert!(of_people || attempts || minutes, "{cell}: {figure}");
        let less = if minutes { 5.0 } else { 1.0 };
        assert_eq!(left(cell), Some(figure - less), "{cell}");
    }
    assert!(after.keys().all(|cell| before.contains_key(cell)));
    assert_eq!(after.get("outcomes total participants"), Some(&2.0));
    assert_eq!(after.get("reach total attempts"), Some(&2.0));
    assert_eq!(after.get("outcomes total housed"), Some(&1.0));
    // Of two who took part, one counts.
    story.merge_taking_over(2, 1, "2024-07-02");
    assert_eq!(all(&story).get("outcomes total participants"), Some(&1.0));
}
