//! People of the scenarios, who sign in as everybody does.

use protocol::{
    AccountId, Answer, ApiError, Call, Command, CommandId, CommandResult, ConversationId, CreateInvite,
    CreateWorkspace, ErrorCode, Invite, Me, Message, MessageId, Outcome, RedeemCode, RichText, Session,
    SignedIn, StartSignIn, SubmitCommand, VerifySignIn,
};
use server::mail::Letter;
use uuid::Uuid;

use super::line::Line;
use super::running::Running;

/// Somebody on one device.
pub(crate) struct Person<'s> {
    pub(crate) server: &'s Running,
    pub(crate) token: String,
    pub(crate) me: Me,
}

/// An id as a client makes it.
#[expect(
    clippy::disallowed_methods,
    reason = "the scenarios stand in for apps, which draw their ids"
)]
pub(crate) fn fresh() -> u128 {
    Uuid::now_v7().as_u128()
}

pub(crate) fn session(answer: Answer) -> Session {
    match answer {
        Answer::SignedIn(SignedIn::Session(session)) => session,
        other => panic!("not signed in: {other:?}"),
    }
}

impl Running {
    /// Asks for a code and reads it in the mail.
    pub(crate) async fn mailed_code(&self, email: &str) -> String {
        let start = Call::StartSignIn(StartSignIn { email: email.into() });
        self.call(None, &start).await.unwrap();
        let mail = self.mail().await;
        assert_eq!(mail.to, email);
        match mail.letter {
            Letter::SignInCode { code, .. } => code,
            other => panic!("not a code: {other:?}"),
        }
    }

    pub(crate) fn verify(email: &str, code: &str, account: Option<AccountId>) -> Call {
        Call::VerifySignIn(VerifySignIn {
            email: email.into(),
            code: code.into(),
            device_name: "Scenario".into(),
            account,
            wants_token: true,
        })
    }

    pub(crate) fn redeem(code: &str) -> Call {
        Call::RedeemCode(RedeemCode {
            code: code.into(),
            device_name: "Scenario".into(),
            wants_token: true,
        })
    }

    /// A coach opens a practice.
    pub(crate) async fn opens_practice(&self, name: &str, workspace: &str, email: &str) -> Person<'_> {
        let code = self.mailed_code(email).await;
        let create = Call::CreateWorkspace(CreateWorkspace {
            workspace_name: workspace.into(),
            your_name: name.into(),
            email: email.into(),
            code,
            device_name: "Scenario".into(),
            wants_token: true,
        });
        Person::from(self, session(self.call(None, &create).await.unwrap()))
    }

    /// Signs in by mail.
    pub(crate) async fn signs_in(&self, email: &str) -> Person<'_> {
        let code = self.mailed_code(email).await;
        let answer = self.call(None, &Self::verify(email, &code, None)).await.unwrap();
        Person::from(self, session(answer))
    }
}

impl<'s> Person<'s> {
    pub(crate) fn from(server: &'s Running, session: Session) -> Self {
        Self {
            server,
            token: session.token.unwrap(),
            me: session.me,
        }
    }

    pub(crate) fn account(&self) -> AccountId {
        self.me.account.id
    }

    /// A client's direct conversation.
    pub(crate) fn direct(&self) -> ConversationId {
        self.me.account.direct.unwrap()
    }

    pub(crate) async fn call(&self, call: &Call) -> Result<Answer, ApiError> {
        self.server.call(Some(&self.token), call).await
    }

    pub(crate) async fn invite(&self, name: &str, email: Option<&str>) -> Result<Invite, ApiError> {
        let create = Call::CreateInvite(CreateInvite {
            name: name.into(),
            email: email.map(str::to_owned),
            account: None,
            send_email: false,
        });
        match self.call(&create).await? {
            Answer::Invite(invite) => Ok(invite),
            other => panic!("not an invite: {other:?}"),
        }
    }

    /// Invites a client, who joins with the code.
    pub(crate) async fn invites(&self, name: &str) -> Person<'s> {
        let code = self.invite(name, None).await.unwrap().code.unwrap();
        let answer = self.server.call(None, &Running::redeem(&code)).await.unwrap();
        Person::from(self.server, session(answer))
    }

    /// Gives a command over HTTP.
    pub(crate) async fn does(&self, command: Command) -> Result<Outcome, ApiError> {
        self.repeats(CommandId::from_number(fresh()), command).await
    }

    /// Gives a command with an id that may have been given before.
    pub(crate) async fn repeats(&self, id: CommandId, command: Command) -> Result<Outcome, ApiError> {
        match self.call(&Call::Submit(SubmitCommand { id, command })).await? {
            Answer::Command(CommandResult::Ok(outcome)) => Ok(outcome),
            Answer::Command(CommandResult::Error(error)) => Err(error),
            other => panic!("not a command's answer: {other:?}"),
        }
    }

    pub(crate) async fn says(&self, conversation: ConversationId, text: &str) -> Result<Message, ApiError> {
        match self.does(send(conversation, text)).await? {
            Outcome::Message(message) => Ok(message),
            other => panic!("not a message: {other:?}"),
        }
    }

    /// A group of this coach's.
    pub(crate) async fn gathers(&self, name: &str, members: &[AccountId]) -> ConversationId {
        let id = ConversationId::from_number(fresh());
        let create = Command::CreateGroup {
            id,
            name: name.into(),
            members: members.to_vec(),
            options: protocol::GroupOptions::default(),
            rule: None,
        };
        self.does(create).await.unwrap();
        id
    }

    pub(crate) async fn line(&self) -> Line {
        Line::signed_in(&self.server.address, &self.token).await
    }
}

pub(crate) fn send(conversation: ConversationId, text: &str) -> Command {
    Command::SendMessage {
        attachments: Vec::new(),
        id: MessageId::from_number(fresh()),
        conversation,
        body: RichText::plain(text),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    }
}

/// The code of what should have been refused.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ApiError>) -> ErrorCode {
    result.unwrap_err().code
}
