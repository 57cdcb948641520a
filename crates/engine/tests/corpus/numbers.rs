//! Numbers of persons, companies and things with right check digits, computed here from their public descriptions
//! (the same that each detector's comment names) and not by the detectors' code.

use super::dice::{DIGITS, Dice, UPPER, luhn, mod_11_10, values, verhoeff, weighed};

pub fn card(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.pick(&["400000", "424200", "555500"]), dice.digits(9));
    let all = format!("{body}{}", luhn(&body));
    let apart = dice.pick(&["", " ", "-"]);
    [&all[..4], &all[4..8], &all[8..12], &all[12..]].join(apart)
}

pub fn iban(dice: &mut Dice) -> String {
    let account = format!("00000000{}", dice.digits(10));
    let rest = values(&format!("{account}131400")).fold(0, |rest, digit| (rest * 10 + digit) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

pub fn us_ssn(dice: &mut Dice) -> String {
    format!(
        "{}-{:02}-{:04}",
        dice.between(773, 799),
        dice.between(1, 99),
        dice.between(1, 9_999)
    )
}

pub fn us_aba_routing(dice: &mut Dice) -> String {
    let body = format!("{:02}{}", dice.between(1, 12), dice.digits(6));
    let sum = weighed(&body, &[3, 7, 1, 3, 7, 1, 3, 7]);
    format!("{body}{}", (10 - sum % 10) % 10)
}

pub fn us_npi(dice: &mut Dice) -> String {
    let body = format!("1{}", dice.digits(8));
    format!("{body}{}", luhn(&format!("80840{body}")))
}

pub fn de_steuer_id(dice: &mut Dice) -> String {
    let mut digits: Vec<u8> = DIGITS.bytes().collect();
    for at in (1..10).rev() {
        digits.swap(at, dice.below(at + 1));
    }
    if digits[0] == b'0' {
        digits.swap(0, 5);
    }
    digits[9] = digits[1 + dice.below(3)];
    let body = String::from_utf8(digits).unwrap();
    format!("{body}{}", mod_11_10(&body))
}

pub fn uk_nhs_number(dice: &mut Dice) -> String {
    loop {
        let body = format!("9{}", dice.digits(8));
        match 11 - weighed(&body, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
            10 => {}
            check => return format!("{} {} {}{}", &body[..3], &body[3..6], &body[6..], check % 11),
        }
    }
}

pub fn uk_nino(dice: &mut Dice) -> String {
    let (first, last) = (dice.pick(&["AB", "CE", "JK", "SR", "WM"]), dice.text("ABCD", 1));
    format!(
        "{first} {} {} {} {last}",
        dice.digits(2),
        dice.digits(2),
        dice.digits(2)
    )
}

pub fn fr_siren(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(3, 8), dice.digits(7));
    format!("{body}{}", luhn(&body))
}

pub fn fr_siret(dice: &mut Dice) -> String {
    let body = format!("{}{:05}", fr_siren(dice), dice.between(1, 99))
        .split_at(13)
        .0
        .to_owned();
    format!("{body}{}", luhn(&body))
}

pub fn fr_nir(dice: &mut Dice) -> String {
    let (year, month, _) = dice.day();
    let body = format!(
        "{}{year:02}{month:02}75{}{}",
        dice.between(1, 2),
        dice.between(101, 120),
        dice.between(100, 990)
    );
    let number: u64 = body.parse().unwrap();
    format!("{body}{:02}", 97 - number % 97)
}

const DNI: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";

pub fn es_dni(dice: &mut Dice) -> String {
    let number = dice.between(10_000_000, 99_999_999);
    format!("{number}{}", char::from(DNI[number % 23]))
}

pub fn es_nie(dice: &mut Dice) -> String {
    let (first, number) = (dice.below(3), dice.between(1_000_000, 9_999_999));
    let letter = char::from(DNI[(first * 10_000_000 + number) % 23]);
    format!("{}{number}{letter}", ["X", "Y", "Z"][first])
}

pub fn it_partita_iva(dice: &mut Dice) -> String {
    let body = format!("0{}{:03}", dice.digits(6), dice.between(1, 100));
    format!("{body}{}", luhn(&body))
}

pub fn it_codice_fiscale(dice: &mut Dice) -> String {
    const ODD: [usize; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    let (year, _, day) = dice.day();
    let body = format!(
        "{}{year:02}{}{day:02}{}{}",
        dice.pick(&["RSSMRA", "BNCGLI", "VRDLCU", "FRRPLA"]),
        dice.text("ABCDEHLMPRST", 1),
        dice.pick(&["H", "F", "L"]),
        dice.between(101, 899)
    );
    let place = |c: u8| usize::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' });
    let sum: usize = (body.bytes().enumerate())
        .map(|(at, c)| if at % 2 == 0 { ODD[place(c)] } else { place(c) })
        .sum();
    format!("{body}{}", char::from(UPPER.as_bytes()[sum % 26]))
}

pub fn nl_bsn(dice: &mut Dice) -> String {
    loop {
        let body = format!("{}{}", dice.between(1, 8), dice.digits(7));
        match weighed(&body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
            10 => {}
            check => return format!("{body}{check}"),
        }
    }
}

pub fn be_nrn(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let order = dice.between(1, 990);
    let number: u64 = format!("{year:02}{month:02}{day:02}{order:03}").parse().unwrap();
    format!("{year:02}.{month:02}.{day:02}-{order:03}.{:02}", 97 - number % 97)
}

pub fn pt_nif(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(1, 2), dice.digits(7));
    let rest = weighed(&body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    format!("{body}{}", if rest < 2 { 0 } else { 11 - rest })
}

pub fn se_personnummer(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let (born, order) = (format!("{year:02}{month:02}{day:02}"), dice.digits(3));
    format!("{born}-{order}{}", luhn(&format!("{born}{order}")))
}

pub fn fi_hetu(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let (born, order) = (format!("{day:02}{month:02}{year:02}"), dice.between(2, 899));
    let number: usize = format!("{born}{order:03}").parse().unwrap();
    let letter = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31];
    format!("{born}-{order:03}{}", char::from(letter))
}

pub fn no_fodselsnummer(dice: &mut Dice) -> String {
    loop {
        let (year, month, day) = dice.day();
        let body = format!("{day:02}{month:02}{year:02}{:03}", dice.between(0, 499));
        let first = (11 - weighed(&body, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
        let body = format!("{body}{first}");
        let second = (11 - weighed(&body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        if first < 10 && second < 10 {
            return format!("{body}{second}");
        }
    }
}

pub fn dk_cpr(dice: &mut Dice) -> String {
    loop {
        let (year, month, day) = dice.day();
        let body = format!("{day:02}{month:02}{year:02}{}", dice.between(100, 399));
        let check = (11 - weighed(&body, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        if check < 10 {
            return format!("{}-{}{check}", &body[..6], &body[6..]);
        }
    }
}

pub fn pl_pesel(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let body = format!("{year:02}{month:02}{day:02}{}", dice.digits(4));
    let sum = weighed(&body, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    format!("{body}{}", (10 - sum % 10) % 10)
}

pub fn pl_nip(dice: &mut Dice) -> String {
    loop {
        let body = format!("{}{}", dice.between(521, 899), dice.digits(6));
        let check = weighed(&body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
        if check < 10 {
            return format!("{body}{check}");
        }
    }
}

fn brazilian(body: &str, weights: &[usize]) -> String {
    let check = |digits: &str, weights: &[usize]| match weighed(digits, weights) % 11 {
        rest @ 2.. => 11 - rest,
        _ => 0,
    };
    let body = format!("{body}{}", check(body, &weights[1..]));
    format!("{body}{}", check(&body, weights))
}

pub fn br_cpf(dice: &mut Dice) -> String {
    let all = brazilian(&dice.digits(9), &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    format!("{}.{}.{}-{}", &all[..3], &all[3..6], &all[6..9], &all[9..])
}

pub fn br_cnpj(dice: &mut Dice) -> String {
    let body = format!("{}0001", dice.digits(8));
    let all = brazilian(&body, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
    format!(
        "{}.{}.{}/{}-{}",
        &all[..2],
        &all[2..5],
        &all[5..8],
        &all[8..12],
        &all[12..]
    )
}

pub fn ca_sin(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(1, 7), dice.digits(7));
    let all = format!("{body}{}", luhn(&body));
    format!("{} {} {}", &all[..3], &all[3..6], &all[6..])
}

pub fn au_tfn(dice: &mut Dice) -> String {
    loop {
        let all = format!("{}{}", dice.between(1, 8), dice.digits(8));
        if weighed(&all, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) {
            return format!("{} {} {}", &all[..3], &all[3..6], &all[6..]);
        }
    }
}

pub fn au_abn(dice: &mut Dice) -> String {
    loop {
        let all = format!("{}{}", dice.between(11, 98), dice.digits(9));
        if (weighed(&all, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10).is_multiple_of(89) {
            return format!("{} {} {} {}", &all[..2], &all[2..5], &all[5..8], &all[8..]);
        }
    }
}

pub fn au_medicare(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(2, 6), dice.digits(7));
    let check = weighed(&body, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10;
    format!("{} {}{check} {}", &body[..4], &body[4..], dice.between(1, 9)).replace("  ", " ")
}

pub fn in_aadhaar(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(2, 9), dice.digits(10));
    let all = format!("{body}{}", verhoeff(&body));
    format!("{} {} {}", &all[..4], &all[4..8], &all[8..])
}

pub fn cn_resident_id(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let body = format!(
        "{}19{year}{month:02}{day:02}{}",
        dice.pick(&["110105", "310104", "440106"]),
        dice.digits(3)
    );
    let sum = weighed(&body, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}

pub fn kr_rrn(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let (place, order) = (dice.between(0, 95), dice.digits(3));
    let body = format!(
        "{year:02}{month:02}{day:02}{}{place:02}{order}",
        dice.between(1, 2)
    );
    let sum = weighed(&body, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    format!("{}-{}{}", &body[..6], &body[6..], (11 - sum % 11) % 10)
}

pub fn za_id_number(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let body = format!("{year:02}{month:02}{day:02}{}08", dice.digits(4));
    format!("{body}{}", luhn(&body))
}

pub fn ch_ahv(dice: &mut Dice) -> String {
    let body = format!("756{}", dice.digits(9));
    let sum = weighed(&body, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
    format!(
        "756.{}.{}.{}{}",
        &body[3..7],
        &body[7..11],
        &body[11..],
        (10 - sum % 10) % 10
    )
}

pub fn ro_cnp(dice: &mut Dice) -> String {
    let (year, month, day) = dice.day();
    let body = format!(
        "{}{year:02}{month:02}{day:02}{:02}{:03}",
        dice.between(1, 2),
        dice.between(1, 40),
        dice.between(1, 999)
    );
    let check = weighed(&body, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    format!("{body}{}", if check == 10 { 1 } else { check })
}

pub fn tr_tckn(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(1, 9), dice.digits(8));
    let digits: Vec<usize> = values(&body).collect();
    let odd: usize = digits.iter().step_by(2).sum();
    let even: usize = digits.iter().skip(1).step_by(2).sum();
    let tenth = (odd * 7 + 90 - even) % 10;
    format!("{body}{tenth}{}", (odd + even + tenth) % 10)
}

pub fn ar_cuit(dice: &mut Dice) -> String {
    loop {
        let body = format!("{}{}", dice.pick(&["20", "27"]), dice.digits(8));
        match 11 - weighed(&body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
            10 => {}
            check => return format!("{}-{}-{}", &body[..2], &body[2..], check % 11),
        }
    }
}

pub fn hr_oib(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.between(1, 9), dice.digits(9));
    format!("{body}{}", mod_11_10(&body))
}

pub fn device_imei(dice: &mut Dice) -> String {
    let body = format!("35{}", dice.digits(12));
    format!("{body}{}", luhn(&body))
}

/// ISO 3779, with the check digit of 49 CFR 565 at the ninth place.
pub fn vehicle_vin(dice: &mut Dice) -> String {
    let mut vin = format!(
        "1HG{}0{}",
        dice.text("ABCDEFGHJKLMN", 5),
        dice.text("ABCDEFGHJKLMNPR", 2)
    );
    vin.push_str(&dice.digits(6));
    let value = |c: u8| match c {
        b'0'..=b'9' => usize::from(c - b'0'),
        b'A'..=b'H' => usize::from(c - b'A') + 1,
        b'J'..=b'R' => usize::from(c - b'J') + 1,
        _ => usize::from(c - b'S') + 2,
    };
    let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: usize = vin
        .bytes()
        .zip(weights)
        .map(|(c, weight)| value(c) * weight)
        .sum();
    let check = if sum % 11 == 10 {
        "X".to_owned()
    } else {
        (sum % 11).to_string()
    };
    vin.replace_range(8..9, &check);
    vin
}
