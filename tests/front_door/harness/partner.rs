//! Partner organisations: who records, in their own words.

use serde_json::{Value, json};

use super::{REGION, Server, everybody_of, new_id};

/// An organisation that uses a server.
#[derive(Debug, Clone)]
pub(crate) struct Partner<'a> {
    server: &'a Server,
    organisation: String,
}

/// A mutation that can be sent, and sent again.
#[derive(Debug, Clone)]
pub(crate) struct Mutation {
    pub(crate) name: &'static str,
    pub(crate) input: Value,
}

/// What a mutation was answered with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Payload(pub(crate) Value);

impl Mutation {
    /// A mutation with a command id of its own, unless `input` has one.
    pub(crate) fn new(name: &'static str, mut input: Value) -> Self {
        let object = input.as_object_mut().unwrap();
        object.entry("commandId").or_insert_with(|| json!(new_id()));
        Self { name, input }
    }

    pub(crate) fn command(&self) -> &str {
        self.input["commandId"].as_str().unwrap()
    }

    pub(crate) fn body(&self) -> Value {
        let (name, first) = (self.name, self.name[..1].to_uppercase());
        let query = format!(
            "mutation ($input: {first}{}Input!) {{ {name}(input: $input) {{
                version position trajectory {{ id phase version }} errors {{ code message path }}
            }} }}",
            &name[1..]
        );
        json!({ "query": query, "variables": { "input": self.input } })
    }
}

impl Payload {
    pub(crate) fn position(&self) -> u32 {
        self.number("position")
    }

    pub(crate) fn version(&self) -> u32 {
        self.number("version")
    }

    pub(crate) fn trajectory(&self) -> String {
        self.0["trajectory"]["id"].as_str().unwrap_or_else(|| panic!("{}", self.0)).to_owned()
    }

    pub(crate) fn phase(&self) -> &str {
        self.0["trajectory"]["phase"].as_str().unwrap()
    }

    /// The code of the one error, and the field at fault.
    pub(crate) fn refusal(&self) -> Option<(&str, Option<&str>)> {
        let error = self.0["errors"].as_array().unwrap().first()?;
        Some((error["code"].as_str().unwrap(), error["path"].as_str()))
    }

    fn number(&self, name: &str) -> u32 {
        let number = self.0[name].as_u64().unwrap_or_else(|| panic!("{}", self.0));
        number.try_into().unwrap()
    }
}

impl<'a> Partner<'a> {
    pub(super) fn new(server: &'a Server, organisation: &str) -> Self {
        Self { server, organisation: organisation.to_owned() }
    }

    /// Sends a mutation. An error when no answer came, so that nobody knows what became of it.
    pub(crate) async fn send(&self, mutation: &Mutation) -> Result<Payload, reqwest::Error> {
        let answer = self.answer(mutation).await?;
        assert!(answer.get("errors").is_none(), "{mutation:?}: {answer}");
        Ok(Payload(answer["data"][mutation.name].clone()))
    }

    /// What is answered to a mutation, as it comes.
    pub(crate) async fn answer(&self, mutation: &Mutation) -> Result<Value, reqwest::Error> {
        let request = self.server.http.post(self.server.url());
        let request = request.bearer_auth(everybody_of(&self.organisation));
        request.json(&mutation.body()).send().await?.json().await
    }

    /// Records something; it may not be refused.
    pub(crate) async fn record(&self, name: &'static str, input: Value) -> Payload {
        let mutation = Mutation::new(name, input);
        let payload = self.send(&mutation).await.unwrap();
        assert_eq!(payload.refusal(), None, "{mutation:?}: {payload:?}");
        self.server.carried_out.lock().unwrap().insert(name.to_owned());
        payload
    }

    /// Puts a company into the register, so that it can be named.
    pub(crate) async fn registers(&self, employer: &str) {
        let (command, server) = (new_id(), self.server);
        let query = format!(
            "mutation {{ registerEmployer(input: {{ commandId: \"{command}\", region: \"{REGION}\",
                 employer: \"{employer}\" }}) {{ errors {{ code }} }} }}"
        );
        let answer = server.ask(&query).await;
        assert_eq!(answer["registerEmployer"]["errors"], json!([]), "{answer}");
    }

    /// Tries to record something that is refused, and leaves the log as it was.
    pub(crate) async fn is_refused(
        &self,
        name: &'static str,
        input: Value,
        code: &str,
        path: Option<&str>,
    ) {
        let mutation = Mutation::new(name, input);
        let database = &self.server.database;
        let before = (database.head().await, database.commands().await);
        let payload = self.send(&mutation).await.unwrap();
        assert_eq!(payload.refusal(), Some((code, path)), "{mutation:?}: {payload:?}");
        for nothing in ["trajectory", "version", "position"] {
            assert_eq!(payload.0[nothing], Value::Null, "{payload:?}");
        }
        let after = (database.head().await, database.commands().await);
        assert_eq!(after, before, "{mutation:?} left something in the log");
    }

    /// Tries to record something that is refused, and leaves the log as it was; gives every code with
    /// the field at fault.
    pub(crate) async fn is_refused_for(
        &self,
        name: &'static str,
        input: Value,
    ) -> Vec<(String, String)> {
        let before = self.server.database.head().await;
        let payload = self.send(&Mutation::new(name, input)).await.unwrap();
        assert_eq!(payload.0["position"], Value::Null, "{payload:?}");
        assert_eq!(self.server.database.head().await, before, "{payload:?}");
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let errors = payload.0["errors"].as_array().unwrap().iter();
        errors.map(|error| (text(&error["code"]), text(&error["path"]))).collect()
    }

    /// Opens a trajectory, on 2024-01-01 in Ronse unless `more` says otherwise.
    pub(crate) async fn opens(&self, more: Value) -> Payload {
        self.record("openTrajectory", opening(more)).await
    }

    /// Opens a trajectory and guides the client through the intake; gives the trajectory's id.
    pub(crate) async fn takes_in(&self, opening: Value, intake: Value) -> String {
        let id = self.opens(opening).await.trajectory();
        self.has_consent(&id).await;
        self.record("completeIntake", about(&id, "2024-01-10", intake)).await;
        id
    }

    /// The client consents, on 2024-01-05.
    pub(crate) async fn has_consent(&self, id: &str) -> Payload {
        self.has_consent_since(id, "2024-01-05").await
    }

    /// The client consents, on a day.
    pub(crate) async fn has_consent_since(&self, id: &str, day: &str) -> Payload {
        let basis = json!({ "bases": ["consent"], "purposes": ["guidance", "esf_reporting"] });
        self.record("recordLegalBasis", about(id, day, basis)).await
    }
}

/// The input of an opening on 2024-01-01 in Ronse, unless `more` says otherwise.
pub(crate) fn opening(more: Value) -> Value {
    let mut input = json!({
        "region": REGION, "source": "ocmw", "municipality": "45041", "occurredOn": "2024-01-01",
    });
    merge(&mut input, more);
    input
}

/// The input of whatever happened to a client on a day.
pub(crate) fn about(id: &str, day: &str, more: Value) -> Value {
    let mut input = json!({ "trajectoryId": id, "occurredOn": day });
    merge(&mut input, more);
    input
}

fn merge(input: &mut Value, more: Value) {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    input.as_object_mut().unwrap().extend(more);
}
