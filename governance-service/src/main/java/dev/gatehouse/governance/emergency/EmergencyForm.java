package dev.gatehouse.governance.emergency;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form that asks for emergency use, as it was sent, so that a refusal loses nothing that was typed.
 *
 * @param share decimal text; empty for the largest that the policy allows
 * @param until a date, {@code 2026-12-01}, on which the permit ends when the day begins in UTC; empty for the latest that the policy allows
 * @param faults why it was not taken; empty at first
 */
record EmergencyForm(
        String model,
        String version,
        String environment,
        String route,
        String reason,
        String share,
        String until,
        List<Fault> faults) {

    /** A share above 0 and at most 1, with up to 6 decimals. */
    static final String SHARE = "1|1\\.0{1,6}|0?\\.(?!0+$)[0-9]{1,6}";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int MIN_REASON_CHARS = 10;
    private static final int MAX_REASON_CHARS = 1000;

    /** What is wrong, and the id of the field to go to. */
    record Fault(String field, String sentence) {}

    EmergencyForm {
        faults = List.copyOf(faults);
    }

    /** The empty form, for a version if one is named. */
    static EmergencyForm of(String model, String version) {
        return new EmergencyForm(model, version, "production", model, "", "", "", List.of());
    }

    /** Everything that is wrong with what was typed, before the policy is asked. */
    List<Fault> check() {
        List<Fault> found = new ArrayList<>();
        if (model.isBlank() || version.isBlank()) {
            found.add(new Fault(model.isBlank() ? "model" : "version", "Name the model and its version."));
        }
        if (!NAME.matcher(environment).matches()) {
            found.add(new Fault("environment", "An environment is 1 to 63 lower-case letters, digits and hyphens."));
        }
        if (!NAME.matcher(route).matches()) {
            found.add(new Fault("route", "A route is 1 to 63 lower-case letters, digits and hyphens."));
        }
        if (reason.length() < MIN_REASON_CHARS || reason.length() > MAX_REASON_CHARS) {
            found.add(new Fault(
                    "reason",
                    "Say why it cannot wait, in " + MIN_REASON_CHARS + " to " + MAX_REASON_CHARS + " characters."));
        }
        if (!share.isEmpty() && !share.matches(SHARE)) {
            found.add(new Fault("share", "A share is above 0 and at most 1, such as 0.1."));
        }
        if (!until.isEmpty() && end().isEmpty()) {
            found.add(new Fault("until", "A day is written like 2026-12-01."));
        }
        return found;
    }

    private Optional<Instant> end() {
        try {
            return Optional.of(
                    LocalDate.parse(until).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    EmergencyToRequest toRequest() {
        return new EmergencyToRequest(
                model,
                version,
                environment,
                route,
                reason,
                Optional.of(share).filter(s -> !s.isEmpty()).map(BigDecimal::new),
                until.isEmpty() ? Optional.empty() : end());
    }

    EmergencyForm with(List<Fault> found) {
        return new EmergencyForm(model, version, environment, route, reason, share, until, found);
    }

    /** Why a field was refused; null if it was not. */
    public String fault(String field) {
        return faults.stream()
                .filter(f -> f.field().equals(field))
                .map(Fault::sentence)
                .findFirst()
                .orElse(null);
    }
}
