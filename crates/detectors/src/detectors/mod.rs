//! The detectors in code, from special to general. A new one is a file here and its two lines below; a test
//! compares the list with the folder.

mod aws_access_key;
mod basic_auth_url;
mod connection_string;
mod date_of_birth;
mod email_address;
mod generic_secret;
mod google_service_account;
mod iban;
mod ip_address;
mod json_web_key;
mod json_web_token;
mod payment_card;
mod person_name;
mod pgpass_password;
mod phone_number;
mod pl_pesel;
mod private_key;
mod street_address;
mod us_ssn;
mod wallet_seed_phrase;

use crate::spec::Spec;

pub(crate) static ALL: &[&Spec] = &[
    &payment_card::SPEC,
    &iban::SPEC,
    &us_ssn::SPEC,
    &pl_pesel::SPEC,
    &email_address::SPEC,
    &date_of_birth::SPEC,
    &phone_number::SPEC,
    &person_name::SPEC,
    &street_address::SPEC,
    &ip_address::SPEC,
    &google_service_account::SPEC,
    &private_key::SPEC,
    &json_web_key::SPEC,
    &aws_access_key::SPEC,
    &json_web_token::SPEC,
    &connection_string::SPEC,
    &basic_auth_url::SPEC,
    &pgpass_password::SPEC,
    &wallet_seed_phrase::SPEC,
    &generic_secret::SPEC,
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/detectors");
        let mut on_disk: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "mod.rs")
            .collect();
        on_disk.sort();
        let mut listed: Vec<String> = super::ALL.iter().map(|spec| format!("{}.rs", spec.id)).collect();
        listed.sort();
        assert_eq!(on_disk, listed);
    }
}
