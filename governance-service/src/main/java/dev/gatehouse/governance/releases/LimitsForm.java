package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.condition.HumanReview;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Conditions as they were typed into a form.
 *
 * @param trafficCap per cent of subjects, {@code 25} or {@code 0.5}; empty for no limit, as everywhere here
 * @param expires a date, {@code 2027-01-31}; the permit ends when that day begins in UTC
 * @param purposes names with commas or spaces between them
 * @param callers as {@code purposes}; {@code scoring-app=credit-origination} binds a caller to a purpose, and several such to several
 * @param segment a CEL expression
 * @param reviewShare per cent of the decisions that a person reviews
 * @param reviewBelow confidence from 0 to 1 below which a person reviews every decision
 */
record LimitsForm(
        String trafficCap,
        String expires,
        String purposes,
        String callers,
        String segment,
        String reviewShare,
        String reviewBelow) {

    private static final int MAX_NUMBER_CHARS = 12;

    LimitsForm {
        trafficCap = text(trafficCap);
        expires = text(expires);
        purposes = text(purposes);
        callers = text(callers);
        segment = text(segment);
        reviewShare = text(reviewShare);
        reviewBelow = text(reviewBelow);
    }

    static LimitsForm empty() {
        return new LimitsForm("", "", "", "", "", "", "");
    }

    /** What could not be read, by field; empty when {@link #conditions} can be made. */
    List<VoteForm.Fault> unreadable() {
        List<VoteForm.Fault> faults = new ArrayList<>();
        check(faults, "trafficCap", () -> only(share(trafficCap), Optional.empty()));
        check(faults, "expires", this::expiry);
        check(faults, "purposes", () -> Conditions.onlyPurposes(names(purposes).orElse(Set.of("any"))));
        check(faults, "callers", this::onlyCallers);
        check(faults, "segment", () -> withSegment());
        check(faults, "reviewShare", () -> only(Optional.empty(), review(reviewShare, "")));
        check(faults, "reviewBelow", () -> only(Optional.empty(), review("", reviewBelow)));
        return faults;
    }

    Conditions conditions() {
        return new Conditions(
                share(trafficCap),
                expiry(),
                names(purposes),
                callersTyped().names(),
                callersTyped().purposesOf(),
                segment.isBlank() ? Set.of() : Set.of(segment.strip()),
                review(reviewShare, reviewBelow));
    }

    /** Whether anything was typed, so that the fields are shown at once. */
    public boolean any() {
        return !(trafficCap + expires + purposes + callers + segment + reviewShare + reviewBelow).isBlank();
    }

    private Conditions withSegment() {
        return new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                segment.isBlank() ? Set.of() : Set.of(segment.strip()),
                Optional.empty());
    }

    private static Conditions only(Optional<BigDecimal> cap, Optional<HumanReview> review) {
        return new Conditions(cap, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), review);
    }

    private static Optional<HumanReview> review(String share, String below) {
        return share.isBlank() && below.isBlank()
                ? Optional.empty()
                : Optional.of(new HumanReview(share(share), number(below, "Write the confidence as 0.8, say.")));
    }

    private static Optional<BigDecimal> share(String percent) {
        return number(percent.replace("%", ""), "Write per cent as a number, such as 25 or 0.5.")
                .map(number -> number.movePointLeft(2));
    }

    private static Optional<BigDecimal> number(String typed, String help) {
        String number = typed.strip();
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (number.length() > MAX_NUMBER_CHARS || !number.matches("[0-9]+(\\.[0-9]+)?")) {
            throw new InvalidDocumentException(help);
        }
        return Optional.of(new BigDecimal(number));
    }

    private Optional<Instant> expiry() {
        try {
            return expires.isBlank()
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(expires.strip())
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant());
        } catch (DateTimeParseException e) {
            throw new InvalidDocumentException("Write the end as a date, such as 2027-01-31.", e);
        }
    }

    private static Optional<Set<String>> names(String typed) {
        Set<String> names = new TreeSet<>();
        for (String name : typed.split("[,;\\s]+")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    /** Callers as typed, and the purposes that some of them are bound to. */
    private record TypedCallers(Optional<Set<String>> names, Map<String, Set<String>> purposesOf) {}

    private TypedCallers callersTyped() {
        Map<String, Set<String>> purposesOf = new TreeMap<>();
        Set<String> free = new TreeSet<>();
        for (String typed : names(callers).orElse(Set.of())) {
            int bound = typed.indexOf('=');
            if (bound < 0) {
                free.add(typed);
            } else {
                purposesOf
                        .computeIfAbsent(typed.substring(0, bound), any -> new TreeSet<>())
                        .add(typed.substring(bound + 1));
            }
        }
        for (String caller : free) {
            if (purposesOf.containsKey(caller)) {
                throw new InvalidDocumentException(
                        "The caller " + caller + " stands there with and without a purpose.");
            }
        }
        free.addAll(purposesOf.keySet());
        return new TypedCallers(free.isEmpty() ? Optional.empty() : Optional.of(free), purposesOf);
    }

    private Conditions onlyCallers() {
        TypedCallers typed = callersTyped();
        return new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                typed.names,
                typed.purposesOf,
                Set.of(),
                Optional.empty());
    }

    private static void check(List<VoteForm.Fault> faults, String field, Runnable reading) {
        try {
            reading.run();
        } catch (InvalidDocumentException e) {
            String message = e.getMessage();
            faults.add(new VoteForm.Fault(
                    field,
                    Character.toUpperCase(message.charAt(0))
                            + message.substring(1)
                            + (message.endsWith(".") ? "" : ".")));
        }
    }

    private static String text(String typed) {
        return typed == null ? "" : typed;
    }
}
