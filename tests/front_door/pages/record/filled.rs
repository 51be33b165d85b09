//! A form as a browser holds it: what is in it when the page comes, and what somebody changes.

use reqwest::header::HeaderName;

use crate::harness::{Browser, Page};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A form of a page, filled in.
#[derive(Debug, Clone)]
pub(super) struct Filled {
    pub(super) page: std::sync::Arc<Page>,
    action: String,
    /// What stands for it in the queue of a browser.
    pub(super) handle: Option<String>,
    fields: Vec<(String, String)>,
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    let value = after.split_once('"')?.0;
    Some(unescaped(value))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

impl Filled {
    /// The form to record something.
    pub(super) fn of(page: &Page) -> Self {
        Self::called(page, "<form class=\"record\"")
    }

    /// The first form that begins so.
    pub(super) fn called(page: &Page, begins: &str) -> Self {
        let (_, after) = page.text.split_once(begins).unwrap_or_else(|| panic!("{page:?}"));
        let (form, _) = after.split_once("</form>").unwrap();
        let (head, _) = form.split_once('>').unwrap();
        let path = attribute(head, "action").unwrap();
        let action = page.url.join(&path).unwrap().to_string();
        let handle = attribute(head, "data-handle");
        let mut fields = vec![];
        for tag in form.split('<').skip(1) {
            let (within, text) = tag.split_once('>').unwrap_or((tag, ""));
            let name = attribute(within, "name");
            let value = attribute(within, "value").unwrap_or_default();
            let kind = attribute(within, "type").unwrap_or_default();
            let is_chosen = ["radio", "checkbox"].contains(&kind.as_str());
            match (within.split(' ').next(), name) {
                (Some("input"), Some(_)) if is_chosen && !is_checked(within) => {}
                (Some("input"), Some(name)) => fields.push((name, value)),
                (Some("textarea"), Some(name)) => fields.push((name, unescaped(text))),
                (Some("select"), Some(name)) => fields.push((name, String::new())),
                (Some("option"), None) if within.contains(" selected") => {
                    fields.last_mut().unwrap().1 = value;
                }
                _ => {}
            }
        }
        let page = Page {
            url: page.url.clone(),
            status: page.status,
            headers: page.headers.clone(),
            text: page.text.clone(),
        };
        Self { page: page.into(), action, handle, fields }
    }

    /// What is in a field.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    }

    /// The same with other values. A field that is named several times has several.
    pub(super) fn with(mut self, changed: &[(&str, &str)]) -> Self {
        self.fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let changed = changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.fields.extend(changed);
        self
    }

    /// The same without a field.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// The number of what can be chosen.
    pub(super) fn number_of(&self, name: &str, value: &str) -> String {
        let begins = format!("name=\"{name}\" value=\"{value}\" data-n=\"");
        let (_, after) = self
            .page
            .text
            .split_once(&begins)
            .unwrap_or_else(|| panic!("{name} {value}: {self:?}"));
        after.split_once('"').unwrap().0.to_owned()
    }

    /// The page that it leads to.
    pub(super) async fn sent_by(&self, browser: &Browser) -> Page {
        let fields: Vec<_> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&self.action, &fields).await
    }

    /// The same, as browsers send it that say which page sends it.
    pub(super) async fn sent_from_its_page(&self, browser: &Browser) -> Page {
        let request = browser.http.post(&self.action).form(&self.fields);
        browser.step(request.header(SEC_FETCH_SITE, "same-origin")).await
    }
}

fn is_checked(tag: &str) -> bool {
    tag.ends_with(" checked") || tag.contains(" checked ")
}
