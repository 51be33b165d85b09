//! Which figures each report has, and under which message it is said what they count. A front-door test holds it against
//! the columns of the reports.

use loopbrug_reporting::reports::ReportKind;

/// Figures that are explained together, with their message.
type Group = (&'static [&'static str], &'static str);

pub(super) const FIGURES: [(ReportKind, &[Group]); 14] = [
    (
        ReportKind::Outcomes,
        &[
            (&["participants"], "means-participants"),
            (&["reached"], "means-reached"),
            (&["bridge_assigned"], "means-bridge_assigned"),
            (&["referred"], "means-referred"),
            (&["housed"], "means-housed"),
            (&["still_housed"], "means-still_housed"),
            (&["started_work"], "means-started_work"),
            (&["in_work"], "means-in_work"),
            (&["in_training"], "means-in_training"),
            (&["qualified"], "means-qualified"),
            (&["milestones"], "means-milestones"),
            (&["closed"], "means-closed"),
        ],
    ),
    (
        ReportKind::Esf,
        &[
            (&["EECO01"], "means-EECO01"),
            (&["EECO02", "EECO04", "EECO05"], "means-EECO-labour"),
            (&["EECO03"], "means-EECO03"),
            (&["EECO06", "EECO07", "EECO08"], "means-EECO-age"),
            (&["EECO09", "EECO10", "EECO11"], "means-EECO-isced"),
            (&["EECO12", "EECO14", "EECO15"], "means-EECO-recorded"),
            (&["EECO13"], "means-EECO13"),
            (&["EECO16"], "means-EECO16"),
            (&["EECO17"], "means-EECO17"),
            (&["EECR01", "EECR02", "EECR03", "EECR04"], "means-EECR-exit"),
            (&["EECR05", "EECR06"], "means-EECR-six"),
        ],
    ),
    (
        ReportKind::Funnel,
        &[
            (&["opened"], "means-opened"),
            (&["intake", "intervention", "outcome"], "means-steps"),
            (&["days_to_intake", "days_to_intervention", "days_to_outcome"], "means-days_to"),
        ],
    ),
    (
        ReportKind::Lasting,
        &[
            (&["due_91", "due_182"], "means-due"),
            (&["lasting_91", "lasting_182"], "means-lasting"),
            (&["unknown_91", "unknown_182"], "means-lasting-unknown"),
            (&["share_91", "share_182"], "means-lasting-share"),
            (&["lost"], "means-lost"),
        ],
    ),
    (
        ReportKind::Needs,
        &[
            (&["in_need"], "means-in_need"),
            (&["severe"], "means-severe"),
            (&["without_help"], "means-without_help"),
            (&["started", "running"], "means-services"),
            (&["attended"], "means-needs-attended"),
            (&["waiting"], "means-waiting"),
            (&["offers", "capacity", "budget"], "means-offers"),
            (&["free"], "means-free"),
            (&["uncovered"], "means-uncovered"),
        ],
    ),
    (
        ReportKind::Referrals,
        &[
            (&["sent"], "means-sent"),
            (&["answered"], "means-answered"),
            (&["accepted", "attended", "declined", "declined_by_client"], "means-referral-steps"),
            (&["days_to_answer", "days_to_attended"], "means-referral-days"),
            (&["open_long"], "means-open_long"),
        ],
    ),
    (
        ReportKind::Caseload,
        &[
            (&["guided"], "means-guided"),
            (&["no_bridge_figure"], "means-no_bridge_figure"),
            (&["no_contact"], "means-no_contact"),
            (&["follow_ups_due", "follow_ups_overdue"], "means-follow_ups"),
            (&["exit_overdue"], "means-exit_overdue"),
        ],
    ),
    (
        ReportKind::Reach,
        &[
            (&["attempts", "successful"], "means-attempts"),
            (&["appointments", "no_shows", "no_show_share"], "means-appointments"),
            (&["first_reached"], "means-reached"),
            (&["attempts_until_reached"], "means-attempts_until"),
        ],
    ),
    (
        ReportKind::Guidance,
        &[
            (&["milestones"], "means-guidance-milestones"),
            (&["strengths", "language_levels"], "means-strengths"),
            (&["floors_started", "floors_ended", "floors_running"], "means-floors"),
            (&["skills", "interests"], "means-skills"),
            (&["adaptations", "supports"], "means-adaptations"),
            (&["sessions", "session_minutes"], "means-sessions"),
            (&["coachings", "coaching_minutes"], "means-coachings"),
            (
                &[
                    "coachings_without_client",
                    "coaching_without_client_minutes",
                    "employers_without_client",
                ],
                "means-without-client",
            ),
            (&["accompanied", "accompanied_attended"], "means-accompanied"),
            (&["attempts_before_intake", "minutes_before_intake"], "means-before-intake"),
        ],
    ),
    (
        ReportKind::Change,
        &[
            (&["better", "same", "worse"], "means-better"),
            (&["change"], "means-change"),
            (&["relapsed"], "means-relapsed"),
        ],
    ),
    (
        ReportKind::Findings,
        &[(&["with_finding"], "means-with_finding"), (&["finding_linked"], "means-finding_linked")],
    ),
    (
        ReportKind::Homelessness,
        &[
            (&["hidden", "ethos_5", "ethos_6", "ethos_7"], "means-hidden"),
            (&["address_requested", "address_granted", "address_refused"], "means-addresses"),
            (&["housed"], "means-housed"),
            (&["lost_within_6", "lost_within_12"], "means-lost_within"),
        ],
    ),
    (
        ReportKind::Profile,
        &[
            (&["participants"], "means-participants"),
            (&["under18", "from18_to29", "from30_to54", "from55", "age_unknown"], "means-ages"),
            (
                &["inactive", "inactive_foreign_background", "inactive_background_unknown"],
                "means-inactive",
            ),
            (
                &[
                    "with_children",
                    "alone_with_children",
                    "child_with_disability",
                    "needs_childcare",
                ],
                "means-children",
            ),
        ],
    ),
    (
        ReportKind::Quality,
        &[
            (&["participants"], "means-participants"),
            (&["incomplete", "missing"], "means-incomplete"),
            (&["follow_ups_overdue", "exit_overdue"], "means-overdue"),
            (&["records"], "means-records"),
            (&["late", "delay"], "means-late"),
        ],
    ),
];
