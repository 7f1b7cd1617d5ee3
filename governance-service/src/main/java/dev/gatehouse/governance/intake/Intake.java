package dev.gatehouse.governance.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.models.AssessmentView;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelEdit;
import dev.gatehouse.governance.models.ModelRegistration;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Fact;
import dev.gatehouse.risk.InvalidFactsException;
import dev.gatehouse.risk.RiskAssessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Use cases of the intake form: what the packs ask for and say of the answers, and the step from a form to the inventory. */
@ApplicationScoped
class Intake {

    private static final Map<String, String> FIELD_NEEDED = Map.of(
            "name", "Give the model a name.",
            "title", "Give the model a title.",
            "owner", "Say who answers for the model.",
            "intendedUse", "Say what the model is for.",
            "outOfScopeUse", "Say what the model is not for.");
    private static final List<String> FIELDS = List.of("name", "title", "owner", "intendedUse", "outOfScopeUse");

    private final ActivePacks packs;
    private final Models models;
    private final Drafts drafts;
    private final Validator validator;
    private final ObjectMapper json;

    @Inject
    Intake(ActivePacks packs, Models models, Drafts drafts, Validator validator, ObjectMapper json) {
        this.packs = packs;
        this.models = models;
        this.drafts = drafts;
        this.validator = validator;
        this.json = json;
    }

    /** The facts that are asked of a use case, by heading. Those about an incident are asked when there is one. */
    private static Map<String, List<Fact>> asked(RiskAssessor assessor) {
        Map<String, List<Fact>> groups = new LinkedHashMap<>();
        assessor.factGroups().forEach((heading, facts) -> {
            List<Fact> ofUse = facts.stream()
                    .filter(fact -> fact.about() == Fact.About.USE_CASE)
                    .toList();
            if (!ofUse.isEmpty()) {
                groups.put(heading, ofUse);
            }
        });
        return groups;
    }

    private static List<Fact> all(Map<String, List<Fact>> groups) {
        return groups.values().stream().flatMap(List::stream).toList();
    }

    /** The answers that a model's facts are. */
    Answers answersOf(Model model) {
        return Answers.of(all(asked(packs.assessor())), model.facts());
    }

    /** The facts of a model that no pack asks for any more; an edit drops them. */
    List<String> unasked(Model model) {
        Set<String> known = packs.assessor().facts().stream().map(Fact::name).collect(Collectors.toSet());
        List<String> unasked = new ArrayList<>();
        model.facts().fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unasked.add(name);
            }
        });
        return unasked;
    }

    /**
     * The form with what the packs say of the answers; answers that cannot be used count as missing.
     *
     * @param on the day to assess for
     * @param moreRowsOf a fact that shows more rows for groups; empty for none
     */
    Sheet sheet(Answers answers, LocalDate on, String moreRowsOf) {
        RiskAssessor now = packs.assessor();
        Map<String, List<Fact>> groups = asked(now);
        AnswerReader.Facts read = AnswerReader.read(all(groups), answers);
        Map<String, String> faults = new HashMap<>(read.faults());
        Set<String> matter = new HashSet<>();
        Outcome outcome;
        try {
            Assessment assessment = assess(now, new HashMap<>(read.facts()), faults, on);
            assessment.missing().stream().map(MissingFact::fact).forEach(matter::add);
            outcome = Outcome.of(assessment, all(groups), AssessmentView.of(json.valueToTree(assessment)));
        } catch (IllegalStateException e) {
            all(groups).forEach(fact -> matter.add(fact.name()));
            outcome = Outcome.broken(e.getMessage());
        }
        return laidOut(groups, answers, faults, matter, outcome, moreRowsOf);
    }

    private static Sheet laidOut(
            Map<String, List<Fact>> groups,
            Answers answers,
            Map<String, String> faults,
            Set<String> matter,
            Outcome outcome,
            String moreRowsOf) {
        List<Sheet.Section> sections = new ArrayList<>();
        List<Sheet.Fault> listed = new ArrayList<>();
        int place = 0;
        int answered = 0;
        for (Map.Entry<String, List<Fact>> group : groups.entrySet()) {
            List<Question> asked = new ArrayList<>();
            List<Question> later = new ArrayList<>();
            for (Fact fact : group.getValue()) {
                String fault = faults.get(fact.name());
                Question question = Question.of(
                        place++,
                        fact,
                        answers,
                        fault,
                        matter.contains(fact.name()),
                        fact.name().equals(moreRowsOf));
                (question.asked() ? asked : later).add(question);
                answered += question.answered() ? 1 : 0;
                if (fault != null) {
                    listed.add(Sheet.Fault.ofFact(fact.name(), fact.question(), fault));
                }
            }
            sections.add(new Sheet.Section(
                    "s-" + group.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                    group.getKey(),
                    asked,
                    later));
        }
        return new Sheet(sections, listed, outcome, answered, place);
    }

    /** Assesses what can be used of the facts; the rest is added to the faults. */
    private static Assessment assess(
            RiskAssessor assessor, Map<String, Object> facts, Map<String, String> faults, LocalDate on) {
        try {
            return assessor.assess(facts, on);
        } catch (InvalidFactsException e) {
            e.problems().forEach(problem -> {
                String fact = problem.fact().replaceFirst("\\[.*", "");
                String part = problem.fact().substring(fact.length());
                String reason = (part.isEmpty() ? "" : part.substring(1, part.length() - 1) + " ") + problem.reason();
                faults.merge(fact, sentence(reason), (a, b) -> a + " " + b);
                facts.remove(fact);
            });
            return assess(assessor, facts, faults, on);
        }
    }

    private static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
    }

    /** What is to be put right before the form can be submitted; empty when nothing is. */
    List<Sheet.Fault> faults(Draft draft) {
        Draft.Texts t = draft.texts();
        List<Sheet.Fault> faults = new ArrayList<>();
        ModelRegistration registration = new ModelRegistration(
                // The name of a model that is there already is kept.
                draft.editing().map(Draft.Editing::model).orElse(t.name()),
                t.title(),
                t.owner(),
                t.intendedUse(),
                t.outOfScopeUse(),
                Map.of());
        Map<String, String> byField = new HashMap<>();
        for (ConstraintViolation<ModelRegistration> violation : validator.validate(registration)) {
            String field = violation.getPropertyPath().toString();
            boolean blank = text(registration, field).isBlank();
            if (blank || !(violation.getConstraintDescriptor().getAnnotation() instanceof NotBlank)) {
                byField.put(field, blank ? FIELD_NEEDED.get(field) : sentence(violation.getMessage()));
            }
        }
        FIELDS.stream()
                .filter(byField::containsKey)
                .forEach(field -> faults.add(Sheet.Fault.of(field, byField.get(field))));
        return faults;
    }

    private static String text(ModelRegistration r, String field) {
        return switch (field) {
            case "name" -> r.name();
            case "title" -> r.title();
            case "owner" -> r.owner();
            case "intendedUse" -> r.intendedUse();
            default -> r.outOfScopeUse();
        };
    }

    /**
     * Takes the form into the inventory and drops the draft.
     *
     * @param draft one without {@link #faults}, and whose answers could be read
     * @return the model's name
     * @throws ProblemException as {@link Models#register} and {@link Models#edit} do
     */
    @Transactional
    String submit(Draft draft) {
        RiskAssessor now = packs.assessor();
        Map<String, Object> facts = new HashMap<>(
                AnswerReader.read(all(asked(now)), draft.answers()).facts());
        Draft.Texts t = draft.texts();
        String name;
        if (draft.editing().isPresent()) {
            name = draft.editing().get().model();
            facts.putAll(ofIncident(now, models.named(name)));
            models.edit(
                    name,
                    draft.editing().get().revision(),
                    new ModelEdit(t.title(), t.owner(), t.intendedUse(), t.outOfScopeUse(), facts));
        } else {
            name = models.register(new ModelRegistration(
                            t.name(), t.title(), t.owner(), t.intendedUse(), t.outOfScopeUse(), facts))
                    .name();
        }
        drafts.discard(draft.id());
        return name;
    }

    /** What a model's facts say of an incident stays as it is: this form does not ask for it. */
    private Map<String, Object> ofIncident(RiskAssessor assessor, Model model) {
        Map<String, Object> kept = new HashMap<>();
        assessor.facts().stream()
                .filter(fact ->
                        fact.about() == Fact.About.INCIDENT && model.facts().hasNonNull(fact.name()))
                .forEach(fact ->
                        kept.put(fact.name(), json.convertValue(model.facts().get(fact.name()), Object.class)));
        return kept;
    }

    /** The part of the form that a refusal of the inventory is about. */
    static List<Sheet.Fault> faults(ProblemException refusal) {
        List<Sheet.Fault> faults = new ArrayList<>();
        if (refusal.type() == ProblemType.DUPLICATE) {
            faults.add(Sheet.Fault.of("name", refusal.getMessage()));
        } else if (refusal.type() == ProblemType.INVALID_FACTS
                && refusal.members().get("faults") instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> fault) {
                    String fact = String.valueOf(fault.get("field"))
                            .replaceFirst("^facts\\.", "")
                            .replaceFirst("\\[.*", "");
                    faults.add(Sheet.Fault.ofFact(
                            fact, Wording.words(fact), sentence(String.valueOf(fault.get("reason")))));
                }
            }
        }
        if (faults.isEmpty()) {
            faults.add(Sheet.Fault.of("standing", refusal.getMessage()));
        }
        faults.sort(Comparator.comparing(Sheet.Fault::field));
        return faults;
    }
}
