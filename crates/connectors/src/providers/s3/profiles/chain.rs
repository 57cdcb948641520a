//! From a profile's name to the keys it stands for: what to begin with, and which roles to assume from there.

use super::{Profiles, Settings, said};
use crate::providers::s3::config::invalid;
use crate::providers::s3::keys::Keys;
use crate::providers::s3::region;
use crate::providers::s3::role::Role;
use crate::providers::s3::sso::Session;
use std::fmt;
use std::sync::Arc;
use tidegate_domain::{problem::Problem, secret::Secret};

/// Roles that lead to one another; Amazon itself lets a session end after an hour from the second on.
const LONGEST: usize = 8;

/// What a chain begins with.
pub(in crate::providers::s3) enum Base {
    Keys(Arc<Keys>),
    Session(Box<Session>),
}

/// How a profile's keys are had.
pub(in crate::providers::s3) struct Chain {
    pub base: Base,
    /// To be assumed one after the other.
    pub roles: Vec<Role>,
    pub region: Option<String>,
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.roles.last(), &self.base) {
            (Some(role), _) => write!(f, "Role {}", role.arn),
            (None, Base::Keys(_)) => f.write_str("Access keys"),
            (None, Base::Session(session)) => {
                write!(f, "SSO, account {}, role {}", session.account, session.role)
            }
        }
    }
}

impl Profiles {
    /// How the keys of this profile are had.
    pub fn chain(&self, name: &str) -> Result<Chain, Problem> {
        let region = match self.profiles.get(name).and_then(|own| said(own, "region")) {
            Some(region) if !region::is_one(region) => {
                return Err(refused(
                    format!("The AWS profile {name} has a region that is none."),
                    "Correct the region in the profile.",
                ));
            }
            region => region.map(str::to_owned),
        };
        let mut roles = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        let mut at = name;
        let base = loop {
            let (at_name, settings) = self
                .profiles
                .get_key_value(at)
                .ok_or_else(|| self.missing(name, at))?;
            check(at_name, settings)?;
            let again = seen.contains(&at);
            let fixed = keys(at_name, settings)?;
            // A profile that others begin with gives its keys, when it has some; only the chosen one puts its
            // role first.
            if !seen.is_empty()
                && let Some(keys) = fixed
            {
                break Base::Keys(keys);
            }
            if again || seen.len() == LONGEST {
                return Err(refused(
                    format!("The AWS profile {name} leads round in a circle, or through too many others."),
                    "Correct the source_profile lines.",
                ));
            }
            seen.push(at_name);
            match said(settings, "role_arn") {
                Some(arn) => {
                    roles.push(role(at_name, settings, arn)?);
                    at = said(settings, "source_profile").ok_or_else(|| {
                        refused(
                            format!("The AWS profile {at_name} does not say which keys assume its role."),
                            "Add a source_profile line.",
                        )
                    })?;
                }
                None => match (self.session(at_name, settings)?, fixed) {
                    (Some(session), _) => break Base::Session(Box::new(session)),
                    (None, Some(keys)) => break Base::Keys(keys),
                    (None, None) => {
                        return Err(refused(
                            format!("The AWS profile {at_name} has no keys, no role and no SSO session."),
                            "Choose another profile.",
                        ));
                    }
                },
            }
        };
        roles.reverse();
        Ok(Chain { base, roles, region })
    }

    fn missing(&self, asked: &str, name: &str) -> Problem {
        if asked == name {
            return refused(
                format!("There is no AWS profile {name} on this computer."),
                "Choose one that is there, or make it with aws configure.",
            );
        }
        refused(
            format!("The AWS profile {asked} begins with the profile {name}, which is not there."),
            "Correct the source_profile line.",
        )
    }

    fn session(&self, name: &str, settings: &Settings) -> Result<Option<Session>, Problem> {
        let own = said(settings, "sso_start_url");
        let (named, place) = match (said(settings, "sso_session"), own) {
            (None, None) => return Ok(None),
            (None, Some(start)) => (start, settings),
            (Some(session), _) => {
                let place = self.sessions.get(session).ok_or_else(|| {
                    refused(
                        format!(
                            "The AWS profile {name} names the SSO session {session}, which is not there."
                        ),
                        "Run aws configure sso for the profile.",
                    )
                })?;
                check(name, place)?;
                (session, place)
            }
        };
        let incomplete = || {
            refused(
                format!("The SSO settings of the AWS profile {name} are not complete."),
                "Run aws configure sso for the profile.",
            )
        };
        let account = said(settings, "sso_account_id").ok_or_else(incomplete)?;
        let role = said(settings, "sso_role_name").ok_or_else(incomplete)?;
        let region = said(place, "sso_region").ok_or_else(incomplete)?;
        let word = |text: &str| {
            text.len() <= 64
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
        };
        let digits = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        if !digits || !word(role) || !region::is_one(region) {
            return Err(incomplete());
        }
        let Some(tokens) = &self.tokens else {
            return Err(refused(
                "The home folder is not known, and the SSO sessions are below it.".into(),
                "Use access keys.",
            ));
        };
        Ok(Some(Session {
            profile: name.to_owned(),
            account: account.to_owned(),
            role: role.to_owned(),
            region: region.to_owned(),
            token: Session::token_file(tokens, named),
        }))
    }
}

/// Refuses what would start a program, take another identity or send requests elsewhere.
fn check(name: &str, settings: &Settings) -> Result<(), Problem> {
    let has = |wanted: &str| said(settings, wanted).is_some();
    let (what, remedy) = if has("credential_process") {
        (
            "starts a program for its keys (credential_process)",
            "Tidegate starts no programs. Use access keys, a role or an SSO session instead.",
        )
    } else if has("credential_source") {
        (
            "takes its keys from the machine it runs on (credential_source)",
            "That works on servers of Amazon only. Use access keys, a role or an SSO session instead.",
        )
    } else if has("web_identity_token_file") {
        (
            "signs in with a token file of another system (web_identity_token_file)",
            "Use access keys, a role or an SSO session instead.",
        )
    } else if has("services")
        || settings
            .keys()
            .any(|key| key == "endpoint_url" || key.ends_with(".endpoint_url"))
    {
        (
            "sends requests to another address (endpoint_url)",
            "If you trust that address, enter it as the endpoint here, with access keys.",
        )
    } else if has("mfa_serial") {
        (
            "asks for the code of a device each time (mfa_serial)",
            "Use a role without it, or an SSO session.",
        )
    } else {
        return Ok(());
    };
    Err(refused(format!("The AWS profile {name} {what}."), remedy))
}

fn keys(name: &str, settings: &Settings) -> Result<Option<Arc<Keys>>, Problem> {
    let (Some(id), Some(secret)) = (
        said(settings, "aws_access_key_id"),
        said(settings, "aws_secret_access_key"),
    ) else {
        return Ok(None);
    };
    let token = said(settings, "aws_session_token").map(Secret::new);
    let keys = Keys::new(&Secret::new(id), &Secret::new(secret), token.as_ref()).map_err(|_| {
        refused(
            format!("The keys of the AWS profile {name} are not whole."),
            "Correct them in the file, or enter them here as access keys.",
        )
    })?;
    Ok(Some(Arc::new(keys)))
}

fn role(name: &str, settings: &Settings, arn: &str) -> Result<Role, Problem> {
    let text = |wanted: &str| said(settings, wanted).unwrap_or_default();
    Role::parse(arn, text("external_id"), text("role_session_name")).map_err(|problem| {
        refused(
            format!(
                "The role of the AWS profile {name} cannot be used: {}",
                problem.message
            ),
            "Correct it in the file.",
        )
    })
}

fn refused(message: String, remedy: &str) -> Problem {
    invalid("profile", &message, remedy)
}
