//! A browser without script: it keeps cookies, goes where it is sent, and sends forms.

use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, StatusCode, Url};

/// A browser, with its cookies.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) http: reqwest::Client,
    jar: Arc<Jar>,
}

/// What a browser shows.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self::with_cookies(Arc::default())
    }

    fn with_cookies(jar: Arc<Jar>) -> Self {
        let http = reqwest::Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self { http, jar }
    }

    /// Another browser, in which somebody put these cookies.
    pub(crate) fn that_has(address: &str, cookies: &str) -> Self {
        let jar = Jar::default();
        for cookie in cookies.split("; ") {
            jar.add_cookie_str(cookie, &address.parse().unwrap());
        }
        Self::with_cookies(Arc::new(jar))
    }

    /// The cookies for an address.
    pub(crate) fn cookies(&self, address: &str) -> String {
        let cookies = self.jar.cookies(&address.parse().unwrap());
        cookies.map_or_else(String::new, |cookies| cookies.to_str().unwrap().to_owned())
    }

    /// What an address answers, be it only where else to go.
    pub(crate) async fn step(&self, request: RequestBuilder) -> Page {
        let answer = request.send().await.unwrap();
        Page {
            url: answer.url().clone(),
            status: answer.status(),
            headers: answer.headers().clone(),
            text: answer.text().await.unwrap(),
        }
    }

    /// The page that an address leads to.
    pub(crate) async fn get(&self, address: &str) -> Page {
        let first = self.step(self.http.get(address)).await;
        self.follow(first).await
    }

    /// The page that a form leads to.
    pub(crate) async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        let first = self.step(self.http.post(address).form(fields)).await;
        self.follow(first).await
    }

    async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..12 {
            let Some(next) = page.leads_to() else { return page };
            page = self.step(self.http.get(next)).await;
        }
        panic!("it leads on and on: {page:?}")
    }

    /// Goes to sign in, up to the form of the provider.
    pub(crate) async fn goes_to_sign_in(&self, address: &str) -> Page {
        let form = self.get(&format!("{address}/sign-in")).await;
        assert!(form.url.path().starts_with("/interaction/"), "{form:?}");
        form
    }

    /// Signs in at the form of the provider, up to where it sends the browser back to.
    pub(crate) async fn back_from(&self, form: &Page, login: &str) -> Url {
        let fields = [("prompt", "login"), ("login", login), ("password", "any")];
        let mut page = self.step(self.http.post(form.url.clone()).form(&fields)).await;
        for _ in 0..12 {
            let next = page.leads_to().unwrap_or_else(|| panic!("it leads nowhere: {page:?}"));
            if next.path() == "/sign-in/callback" {
                return next;
            }
            page = self.step(self.http.get(next)).await;
        }
        panic!("it does not lead back: {page:?}")
    }

    /// Signs in, up to the page that is shown then.
    pub(crate) async fn sign_in(&self, address: &str, login: &str) -> Page {
        let form = self.goes_to_sign_in(address).await;
        let back = self.back_from(&form, login).await;
        self.get(back.as_str()).await
    }
}

impl Page {
    pub(crate) fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// Where it sends a browser by itself.
    pub(crate) fn leads_to(&self) -> Option<Url> {
        let next = self.headers.get(LOCATION)?;
        Some(self.url.join(next.to_str().unwrap()).unwrap())
    }

    /// The value of a hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let (_, after) = self
            .text
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("no field {name}: {self:?}"));
        after.split_once('"').unwrap().0.to_owned()
    }

    /// Where a link with an id leads.
    pub(crate) fn link(&self, id: &str) -> String {
        let (_, after) = self
            .text
            .split_once(&format!("id=\"{id}\" href=\""))
            .unwrap_or_else(|| panic!("no link {id}: {self:?}"));
        after.split_once('"').unwrap().0.replace("&amp;", "&")
    }

    /// The cookies that it sets.
    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect()
    }
}
