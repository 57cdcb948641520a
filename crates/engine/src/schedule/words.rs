//! A cron line in plain English. Falls back to naming the fields when no short phrase fits.

pub(super) const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
pub(super) const WEEKDAYS: [&str; 8] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAY_NAMES: [&str; 8] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

pub(super) fn describe(fields: &[String; 5]) -> String {
    let [minute, hour, day, month, weekday] = fields.each_ref().map(String::as_str);
    let mut said = time(minute, hour);
    let days = (day != "*").then(|| {
        let step = day
            .strip_prefix("*/")
            .map(|step| format!("every {step} days of the month"));
        step.unwrap_or_else(|| format!("on day {} of the month", listed(day, &|text| text.to_owned())))
    });
    let weekdays = (weekday != "*").then(|| {
        let step = weekday
            .strip_prefix("*/")
            .map(|step| format!("every {step} days of the week"));
        step.unwrap_or_else(|| listed(weekday, &|text| named(text, &WEEKDAYS, &DAY_NAMES, 0)))
    });
    match (days, weekdays) {
        (Some(days), Some(weekdays)) => {
            let joint = if day.starts_with('*') || weekday.starts_with('*') {
                "and"
            } else {
                "or"
            };
            said.push_str(&format!(", {days} {joint} {weekdays}"));
        }
        (Some(only), None) | (None, Some(only)) => said.push_str(&format!(", {only}")),
        (None, None) if !minute.contains('*') && !hour.contains('*') => said.push_str(", every day"),
        (None, None) => {}
    }
    if let Some(step) = month.strip_prefix("*/") {
        said.push_str(&format!(", every {step} months"));
    } else if month != "*" {
        said.push_str(&format!(
            ", in {}",
            listed(month, &|text| named(text, &MONTHS, &MONTH_NAMES, 1))
        ));
    }
    said
}

fn time(minute: &str, hour: &str) -> String {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let clock = |hour: &str| format!("{hour:0>2}:{minute:0>2}");
    match (minute, hour) {
        ("*", "*") => "Every minute".to_owned(),
        (_, "*") if minute.starts_with("*/") => format!("Every {} minutes", &minute[2..]),
        ("0", "*") => "Every hour".to_owned(),
        (_, "*") if plain(minute) => format!("{minute} minutes past every hour"),
        (_, _) if plain(minute) && hour.starts_with("*/") && minute == "0" => {
            format!("Every {} hours", &hour[2..])
        }
        (_, _) if plain(minute) && hour.starts_with("*/") => {
            format!("{minute} minutes past every {} hours", &hour[2..])
        }
        (_, _) if plain(minute) && hour.split(',').all(plain) => {
            format!("At {}", listed(hour, &|hour| clock(hour)))
        }
        (_, _) if plain(minute) && !hour.contains('/') => {
            format!(
                "{minute} minutes past each hour, {}",
                listed(hour, &|hour| format!("{hour:0>2}:00"))
            )
        }
        _ => format!("At minute {minute} of hour {hour}"),
    }
}

/// `1,3-5` as "x, y to z", each end spelled by `spell`.
fn listed(field: &str, spell: &dyn Fn(&str) -> String) -> String {
    let mut parts: Vec<_> = field
        .split(',')
        .map(|part| {
            let (range, step) = part
                .split_once('/')
                .map_or((part, None), |(range, step)| (range, Some(step)));
            let range = match range.split_once('-') {
                Some((from, to)) => format!("{} to {}", spell(from), spell(to)),
                None => spell(range),
            };
            step.map_or(range.clone(), |step| format!("every {step} from {range}"))
        })
        .collect();
    match (parts.pop(), parts.is_empty()) {
        (Some(last), false) => format!("{} and {last}", parts.join(", ")),
        (Some(last), true) => last,
        (None, _) => String::new(),
    }
}

fn named(text: &str, short: &[&str], names: &[&str], first: usize) -> String {
    let at = short
        .iter()
        .position(|name| *name == text)
        .or_else(|| text.parse::<usize>().ok()?.checked_sub(first));
    at.and_then(|at| names.get(at))
        .map_or_else(|| text.to_owned(), |name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn common_lines_read_well() {
        for (cron, words) in [
            ("30 2 * * 1-5", "At 02:30, Monday to Friday"),
            ("0 9 * * *", "At 09:00, every day"),
            ("*/15 * * * *", "Every 15 minutes"),
            ("0 * * * *", "Every hour"),
            ("0 */6 * * *", "Every 6 hours"),
            ("0 8,20 * * sat,sun", "At 08:00 and 20:00, Saturday and Sunday"),
            ("0 0 1 * 1", "At 00:00, on day 1 of the month or Monday"),
            (
                "15 3 1 1,7 *",
                "At 03:15, on day 1 of the month, in January and July",
            ),
            ("5 * * * *", "5 minutes past every hour"),
        ] {
            let schedule = super::super::UnixCron::parse(cron, "UTC").unwrap();
            assert_eq!(schedule.in_words(), words, "{cron}");
        }
    }
}
