package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Validator;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What particulars must keep to, wherever they come from, and how they are stored. */
@ApplicationScoped
public class ParticularsRules {

    private static final LocalDate EARLIEST = LocalDate.of(1950, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

    /**
     * Something wrong with a part.
     *
     * @param field such as {@code kpis[1].name}
     */
    public record Fault(String field, String reason) {}

    private final Validator validator;
    private final ObjectMapper json;

    @Inject
    ParticularsRules(Validator validator, ObjectMapper json) {
        this.validator = validator;
        this.json = json;
    }

    /** What is wrong, by field; empty when nothing is. */
    public List<Fault> faults(Particulars p) {
        List<Fault> faults = new ArrayList<>();
        validator
                .validate(p)
                .forEach(v -> faults.add(
                        new Fault(v.getPropertyPath().toString().replace(".<list element>", ""), v.getMessage())));
        if (p.rice() != null
                && p.rice().impact() != null
                && Particulars.Rice.IMPACTS.stream()
                        .noneMatch(i -> i.compareTo(p.rice().impact()) == 0)) {
            faults.add(new Fault("rice.impact", "use 0.25, 0.5, 1, 2 or 3"));
        }
        dates(p, faults);
        faults.sort(Comparator.comparing(Fault::field).thenComparing(Fault::reason));
        return faults;
    }

    private static void dates(Particulars p, List<Fault> faults) {
        day("inUseSince", p.inUseSince(), faults);
        day("lastValidated", p.lastValidated(), faults);
        day("nextValidationDue", p.nextValidationDue(), faults);
        day("retiredOn", p.retiredOn(), faults);
        if (p.objectives() != null) {
            for (int i = 0; i < p.objectives().size(); i++) {
                if (p.objectives().get(i) != null) {
                    day("objectives[" + i + "].due", p.objectives().get(i).due(), faults);
                }
            }
        }
        if (before(p.nextValidationDue(), p.lastValidated())) {
            faults.add(new Fault("nextValidationDue", "it is before the last validation"));
        }
        if (before(p.retiredOn(), p.inUseSince())) {
            faults.add(new Fault("retiredOn", "it is before the first day of use"));
        }
        if (p.retiredOn() != null && p.status() != null && p.status() != Particulars.Status.RETIRED) {
            faults.add(
                    new Fault("retiredOn", "only a model of status retired has it; change the status or leave it out"));
        }
    }

    private static boolean before(LocalDate one, LocalDate other) {
        return one != null && other != null && one.isBefore(other);
    }

    private static void day(String field, LocalDate day, List<Fault> faults) {
        if (day != null && (day.isBefore(EARLIEST) || !day.isBefore(LATEST))) {
            faults.add(new Fault(field, "use a day from 1950 to 2199"));
        }
    }

    /** @throws ProblemException {@code invalid-value} when something is wrong, with all of it */
    void require(Particulars particulars) {
        List<Fault> faults = faults(particulars);
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    faults.stream().map(f -> f.field() + ": " + f.reason()).collect(Collectors.joining("; ")) + ".",
                    Map.of(
                            "faults",
                            faults.stream()
                                    .map(f -> Map.of("field", f.field(), "reason", f.reason()))
                                    .toList()));
        }
    }

    /** As JSON without what is missing. */
    public JsonNode tree(Particulars particulars) {
        return json.valueToTree(particulars);
    }

    /** As they were stored. */
    Particulars stored(String text) {
        try {
            return json.readValue(text, Particulars.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored particulars do not parse", e);
        }
    }
}
