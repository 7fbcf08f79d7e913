//! `workspace`, `invite` and `code`: practices and people, by whoever has the server's files at hand.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use protocol::{Workspace, WorkspaceId};
use server::Db;
use server::admin::{Admin, HandedCode};
use server::config::Config;

use super::serve::public_url;

/// Hue of a practice that says nothing else: a calm green.
const BRAND_HUE: u16 = 172;

#[derive(Debug, Subcommand)]
pub(super) enum WorkspaceCommand {
    /// Open a practice with its first coach, and print a link that signs the coach in
    Create {
        /// Name of the practice
        #[arg(long)]
        name: String,
        /// Name of the coach
        #[arg(long)]
        coach: String,
        /// The coach's e-mail address
        #[arg(long)]
        email: String,
    },
    /// List the practices with their ids
    List,
}

#[derive(Debug, Args)]
pub(super) struct InviteArguments {
    /// Name or id of the practice; not needed when there is only one
    #[arg(long)]
    workspace: Option<String>,
    /// Name of the client
    #[arg(long, required_unless_present = "names_from")]
    name: Option<String>,
    /// The client's e-mail address, to sign in with later
    #[arg(long, requires = "name")]
    email: Option<String>,
    /// Invite everybody in a file with one name a line
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    names_from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CodeArguments {
    /// The address of somebody who has an account
    #[arg(long)]
    email: String,
    /// Name or id of the practice, when the address has accounts in several
    #[arg(long)]
    workspace: Option<String>,
}

pub(super) async fn workspace<D: Db>(
    admin: &Admin<D>,
    config: &Config,
    command: &WorkspaceCommand,
) -> anyhow::Result<()> {
    match command {
        WorkspaceCommand::Create { name, coach, email } => {
            let (workspace, coach) = admin.create_workspace(name, BRAND_HUE, coach, email).await?;
            println!("workspace: {} {}", workspace.id, workspace.name);
            println!("coach: {}", coach.name);
            let code = admin.sign_in_code(workspace.id, coach.id).await?;
            print_code(config, &code);
        }
        WorkspaceCommand::List => {
            for workspace in admin.workspaces().await? {
                println!("{} {}", workspace.id, workspace.name);
            }
        }
    }
    Ok(())
}

pub(super) async fn invite<D: Db>(
    admin: &Admin<D>,
    config: &Config,
    arguments: &InviteArguments,
) -> anyhow::Result<()> {
    let workspace = choose(&admin.workspaces().await?, arguments.workspace.as_deref())?;
    let names = match (&arguments.names_from, &arguments.name) {
        (Some(file), _) => {
            let text = std::fs::read_to_string(file);
            text.with_context(|| format!("cannot read the names from {}", file.display()))?
        }
        (None, name) => name.clone().unwrap_or_default(),
    };
    for name in names.lines().map(str::trim).filter(|name| !name.is_empty()) {
        let (client, code) = admin
            .invite_client(workspace, name, arguments.email.as_deref())
            .await?;
        println!("client: {}", client.name);
        print_code(config, &code);
    }
    Ok(())
}

pub(super) async fn code<D: Db>(
    admin: &Admin<D>,
    config: &Config,
    arguments: &CodeArguments,
) -> anyhow::Result<()> {
    let mut found = admin.find(&arguments.email).await?;
    if let Some(wanted) = arguments.workspace.as_deref() {
        found.retain(|one| is_named(&one.workspace, wanted));
    }
    match found.as_slice() {
        [one] => {
            println!("account: {} in {}", one.account.name, one.workspace.name);
            print_code(
                config,
                &admin.sign_in_code(one.workspace.id, one.account.id).await?,
            );
            Ok(())
        }
        [] => bail!(
            "nobody has the address {}. `rapport-server invite` brings somebody in.",
            arguments.email
        ),
        several => {
            let names: Vec<&str> = several.iter().map(|one| one.workspace.name.as_str()).collect();
            bail!(
                "{} has accounts in several practices ({}). Say which with --workspace.",
                arguments.email,
                names.join(", ")
            )
        }
    }
}

fn print_code(config: &Config, code: &HandedCode) {
    println!("link: {}", code.link(&public_url(config, config.listen)));
    println!("code: {}", code.code);
}

fn is_named(workspace: &Workspace, wanted: &str) -> bool {
    workspace.name == wanted || workspace.id.to_string() == wanted
}

pub(super) fn choose(workspaces: &[Workspace], wanted: Option<&str>) -> anyhow::Result<WorkspaceId> {
    let matching: Vec<&Workspace> = workspaces
        .iter()
        .filter(|one| wanted.is_none_or(|wanted| is_named(one, wanted)))
        .collect();
    match (matching.as_slice(), wanted) {
        ([one], _) => Ok(one.id),
        ([], None) => bail!("there is no practice yet. `rapport-server workspace create` opens one."),
        ([], Some(wanted)) => {
            bail!(
                "there is no practice {wanted:?}. `rapport-server workspace list` lists those that there are."
            )
        }
        (_, _) => bail!("there are several practices. Say which with --workspace and its id."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn practice(number: u128, name: &str) -> Workspace {
        Workspace {
            id: WorkspaceId::from_number(number),
            name: name.into(),
            brand_hue: 0,
            receipts: protocol::ReceiptPolicy::default(),
        }
    }

    #[test]
    fn a_practice_is_chosen_by_name_by_id_or_because_there_is_one() {
        let (ana, dora) = (practice(1, "Fit with Ana"), practice(2, "Dora's"));
        let both = [ana.clone(), dora.clone()];
        assert_eq!(choose(std::slice::from_ref(&ana), None).unwrap(), ana.id);
        assert_eq!(choose(&both, Some("Dora's")).unwrap(), dora.id);
        assert_eq!(choose(&both, Some(&ana.id.to_string())).unwrap(), ana.id);
        for (workspaces, wanted) in [(&both[..], None), (&both[..], Some("Nobody's")), (&[][..], None)] {
            let said = choose(workspaces, wanted).unwrap_err().to_string();
            assert!(
                said.contains("--workspace") || said.contains("`rapport-server workspace"),
                "{said}"
            );
        }
        assert!(choose(&[ana.clone(), practice(3, "Fit with Ana")], Some("Fit with Ana")).is_err());
    }
}
