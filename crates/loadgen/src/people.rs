//! A coach and clients, who come in as people do: by invitation, over HTTP.

use std::sync::Arc;

use anyhow::{Context, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use protocol::{
    Account, AccountId, Answer, Call, Command, CommandId, CommandResult, ConversationId, RedeemCode,
    SignedIn, SubmitCommand,
};

use crate::process::{Practice as Codes, Servers};

/// Requests at the same time.
const AT_ONCE: usize = 64;

pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) token: String,
    /// A client's own direct conversation; for the coach a group of all.
    pub(crate) conversation: ConversationId,
}

pub(crate) struct Practice {
    pub(crate) coach: Person,
    pub(crate) clients: Vec<Person>,
}

/// Joins everybody, and makes a group of each practice.
pub(crate) async fn sign_in(servers: &Servers) -> anyhow::Result<Vec<Practice>> {
    let mut practices = Vec::new();
    for (number, codes) in servers.practices.iter().enumerate() {
        let api = Arc::new(Api {
            http: reqwest::Client::new(),
            base: format!("http://{}", servers.address(number)),
        });
        practices.push(practice(&api, codes, number).await?);
    }
    Ok(practices)
}

async fn practice(api: &Arc<Api>, codes: &Codes, number: usize) -> anyhow::Result<Practice> {
    let (coach, coach_token) = api.redeem(&codes.coach_code).await?;
    let clients: Vec<Person> = stream::iter(codes.client_codes.clone())
        .map(|code| {
            let api = Arc::clone(api);
            async move { api.client(&code).await }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let group = ConversationId::from_number(u128::MAX - number as u128);
    let create = Command::CreateGroup {
        id: group,
        name: "Everybody".into(),
        members: clients.iter().map(|client| client.account).collect(),
        options: protocol::GroupOptions::default(),
        rule: None,
    };
    let submit = Call::Submit(SubmitCommand {
        id: CommandId::from_number(u128::MAX - number as u128),
        command: create,
    });
    match api.call(Some(&coach_token), &submit).await? {
        Answer::Command(CommandResult::Ok(_)) => {}
        other => bail!("the group was not made: {other:?}"),
    }
    Ok(Practice {
        coach: Person {
            account: coach.id,
            token: coach_token,
            conversation: group,
        },
        clients,
    })
}

struct Api {
    http: reqwest::Client,
    base: String,
}

impl Api {
    async fn call(&self, token: Option<&str>, call: &Call) -> anyhow::Result<Answer> {
        let request = call.request();
        let method = request.method.as_str().parse::<reqwest::Method>()?;
        let mut sending = self
            .http
            .request(method, format!("{}{}", self.base, request.path));
        if let Some(token) = token {
            sending = sending.bearer_auth(token);
        }
        if let Some(body) = request.body {
            sending = sending.header("content-type", "application/json").body(body);
        }
        let answer = sending.send().await?;
        let status = answer.status().as_u16();
        Ok(call.answer(status, &answer.text().await?)?)
    }

    async fn redeem(&self, code: &str) -> anyhow::Result<(Account, String)> {
        let call = Call::RedeemCode(RedeemCode {
            code: code.to_owned(),
            device_name: "load".into(),
            wants_token: true,
        });
        match self.call(None, &call).await? {
            Answer::SignedIn(SignedIn::Session(session)) => {
                let token = session.token.context("no token came")?;
                Ok((session.me.account, token))
            }
            other => bail!("the code did not sign in: {other:?}"),
        }
    }

    async fn client(&self, code: &str) -> anyhow::Result<Person> {
        let (account, token) = self.redeem(code).await?;
        Ok(Person {
            account: account.id,
            token,
            conversation: account.direct.context("a client without a direct conversation")?,
        })
    }
}
