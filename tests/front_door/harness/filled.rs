//! A form of a page, as a browser would send it: what is in it already, and what somebody fills in.

use super::{Browser, Page};

/// A form that is being filled in.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    address: String,
    fields: Vec<(String, String)>,
}

impl Page {
    /// The form by which something is recorded.
    pub(crate) fn form(&self) -> Filled {
        let (_, form) = self
            .text
            .split_once("<form class=\"record\"")
            .unwrap_or_else(|| panic!("there is no form: {self:?}"));
        let (form, _) = form.split_once("</form>").unwrap();
        let action = attribute(form, "action").unwrap();
        let address = self.url.join(&action).unwrap().to_string();
        Filled { address, fields: controls(form) }
    }

    /// Where the link with these words leads.
    pub(crate) fn leads(&self, words: &str) -> String {
        let ends = format!(">{words}</a>");
        let before =
            self.text.split_once(&ends).unwrap_or_else(|| panic!("no {words}: {self:?}")).0;
        let (_, tag) = before.rsplit_once("<a ").unwrap();
        self.url.join(&attribute(tag, "href").unwrap()).unwrap().to_string()
    }
}

impl Filled {
    /// The same with this value in a field.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with one value more in a field.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The values of a field.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let named = self.fields.iter().filter(|(known, _)| known == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// Sends it, and goes where that leads.
    pub(crate) async fn send(&self, browser: &Browser) -> Page {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        browser.post(&self.address, &fields).await
    }
}

/// What a browser would send of these controls.
fn controls(form: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut select = String::new();
    for tag in form.split('<').skip(1) {
        let (head, text) = tag.split_once('>').unwrap_or((tag, ""));
        let name = attribute(head, "name").unwrap_or_default();
        let value = attribute(head, "value").unwrap_or_default();
        match head.split(' ').next().unwrap_or_default() {
            "input" => {
                let chooses = head.contains("type=\"radio\"") || head.contains("type=\"checkbox\"");
                if !chooses || head.split(' ').any(|word| word == "checked") {
                    found.push((name, value));
                }
            }
            "textarea" => found.push((name, read(text))),
            "select" => select = name,
            "option" if head.split(' ').any(|word| word == "selected") => {
                found.push((select.clone(), value));
            }
            _ => {}
        }
    }
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!("{name}=\""))?;
    Some(read(after.split_once('"')?.0))
}

fn read(text: &str) -> String {
    let named = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
