//! Clients, each with words of their own in every personal text.

use serde_json::{Value, json};

use crate::harness::{REGION, Server, about};

/// What is personal of a client. No other text has any of these words, and the longer ones have 13 letters, so that
/// [`Search`](crate::harness::Search) finds them where PostgreSQL compressed them too.
pub(crate) struct Words {
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    pub(super) birth_date: &'static str,
    /// As it is typed, and its digits.
    pub(super) insz: [&'static str; 2],
    pub(super) phone: &'static str,
    pub(super) email: &'static str,
    pub(super) street: &'static str,
    pub(crate) note: &'static str,
    pub(crate) goal: &'static str,
    pub(crate) persona: &'static str,
    pub(super) finding: &'static str,
    pub(super) closing: &'static str,
}

pub(crate) const BESSIA: Words = Words {
    given_name: "Zwartbessia",
    family_name: "Kruidnagelaer",
    birth_date: "1971-03-09",
    insz: [INSZ, "71030900276"],
    phone: "0470998877",
    email: "kruid@nagel.example",
    street: "Moerbeilaan",
    note: "fluisterkruid",
    goal: "vlierbessenwens",
    persona: "duindoornreden",
    finding: "gagelgrondwerk",
    closing: "sleedoornslot",
};

pub(super) const MISPELIA: Words = Words {
    given_name: "Mispelientje",
    family_name: "Hazelnotelaer",
    birth_date: "1989-02-14",
    insz: ["89.02.14-317.79", "89021431779"],
    phone: "0471223344",
    email: "hazel@noot.example",
    street: "Elzenkatjespad",
    note: "wilgenroosjespraat",
    goal: "lijsterbeswens",
    persona: "kornoeljereden",
    finding: "lavendelbevinding",
    closing: "kardinaalsslot",
};

/// Of a woman who was born on 9 March 1971.
pub(super) const INSZ: &str = "71.03.09-002.76";

impl Words {
    /// Every one of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> {
        let Self { given_name, family_name, birth_date, insz, phone, email, street, .. } = self;
        let Self { note, goal, persona, finding, closing, .. } = self;
        let identity = [given_name, family_name, birth_date, phone, email, street];
        let texts = [note, goal, persona, finding, closing];
        identity.into_iter().chain(texts).chain(insz).copied().collect::<Vec<_>>().into_iter()
    }

    /// Who the client is.
    pub(crate) fn identity(&self) -> Value {
        json!({
            "givenName": self.given_name, "familyName": self.family_name,
            "birthDate": self.birth_date, "insz": self.insz[0], "phone": self.phone,
            "email": self.email, "address": format!("{} 3\nRonse", self.street),
        })
    }

    /// A client of whom everything personal is recorded that can be, enrolled in one go; gives the trajectory.
    pub(super) async fn is_known_to(&self, server: &Server) -> String {
        let ocmw = server.ocmw();
        let enrolment = json!({
            "occurredOn": "2024-01-05",
            "opening": { "region": REGION, "source": "ocmw", "municipality": "45041" },
            "identity": self.identity(),
            "background": { "detention": "YES", "youthCare": "UNKNOWN" },
            "legalBasis": { "bases": ["consent"], "purposes": ["guidance"] },
            "intake": {},
            "personas": [{ "persona": "nora", "rationale": self.persona }],
            "goal": { "domain": "housing", "ownWords": self.goal },
        });
        let id = ocmw.record("enrolClient", enrolment).await.trajectory();
        let note = json!({ "note": format!("{}\nen meer", self.note) });
        ocmw.record("addNote", about(&id, "2024-01-06", note)).await;
        let records = json!([
            { "linkFinding": { "finding": "generational_poverty", "rationale": self.finding } },
            { "addNote": { "note": "Tweede bezoek" } },
        ]);
        let together =
            json!({ "trajectoryId": id, "occurredOn": "2024-01-07", "records": records });
        ocmw.record("recordTogether", together).await;
        id
    }

    /// The same of a client who left.
    pub(super) async fn has_left(&self, server: &Server) -> String {
        let id = self.is_known_to(server).await;
        let closing = json!({ "reason": "goals_met", "rationale": self.closing });
        server.ocmw().record("closeTrajectory", about(&id, "2024-02-01", closing)).await;
        id
    }
}
