package dev.gatehouse.approval.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.StrictFields;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an approval is limited to. An empty part does not limit. {@link #tighten} of two conditions admits only what both admit; it is
 * commutative, associative and idempotent, so the order of votes does not matter.
 *
 * @param trafficCap largest share of eligible subjects, above 0 and at most 1
 * @param expiresAt from this instant on nothing is admitted
 * @param purposes the only purposes admitted; present and empty admits nothing
 * @param callers the only callers (client ids) admitted; present and empty admits nothing
 * @param callersPurposes the only purposes of a caller that is bound to some, by caller; every caller here is one of {@code callers}, and
 *     none has an empty set
 * @param segments CEL expressions that must all hold for a row; none means every row
 * @param humanReview decisions that a person must look at
 */
public record Conditions(
        Optional<BigDecimal> trafficCap,
        Optional<Instant> expiresAt,
        Optional<Set<String>> purposes,
        Optional<Set<String>> callers,
        Map<String, Set<String>> callersPurposes,
        Set<String> segments,
        Optional<HumanReview> humanReview) {
    /** Most purposes, and most callers, that one condition can name. */
    public static final int MAX_NAMES = 64;
    /** Most segment expressions. */
    public static final int MAX_SEGMENTS = 16;
    /** Longest segment expression in characters, and longest conjunction of them in a document. */
    public static final int MAX_SEGMENT_CHARS = 4_000;

    /** A kind of condition; a gateway says which of them it enforces. */
    public enum Kind {
        /** {@link Conditions#trafficCap}. */
        TRAFFIC_CAP,
        /** {@link Conditions#expiresAt}. */
        EXPIRY,
        /** {@link Conditions#purposes}. */
        PURPOSES,
        /** {@link Conditions#callers}. */
        CALLERS,
        /** {@link Conditions#segments}. */
        SEGMENT,
        /** {@link Conditions#humanReview}. */
        HUMAN_REVIEW
    }

    private static final Conditions NONE = new Conditions(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), Optional.empty());

    /** Conditions that bind no caller to purposes of its own. */
    public Conditions(
            Optional<BigDecimal> trafficCap,
            Optional<Instant> expiresAt,
            Optional<Set<String>> purposes,
            Optional<Set<String>> callers,
            Set<String> segments,
            Optional<HumanReview> humanReview) {
        this(trafficCap, expiresAt, purposes, callers, Map.of(), segments, humanReview);
    }

    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if a part is out of its range */
    public Conditions {
        trafficCap = trafficCap.map(cap -> Share.require(cap, "trafficCap"));
        purposes = purposes.map(names -> names(names, "purpose"));
        callers = callers.map(names -> names(names, "caller"));
        callersPurposes = bound(callersPurposes, callers.orElse(Set.of()));
        segments = sorted(segments);
        segments.forEach(SegmentText::require);
        if (segments.size() > MAX_SEGMENTS || SegmentText.conjunction(segments).length() > MAX_SEGMENT_CHARS) {
            throw Share.invalid("the segments are more than " + MAX_SEGMENTS + " expressions, or together longer than "
                    + MAX_SEGMENT_CHARS + " characters");
        }
    }

    /** Limits nothing. */
    public static Conditions none() {
        return NONE;
    }

    /** Limits to these purposes only. */
    public static Conditions onlyPurposes(Set<String> purposes) {
        return new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.of(purposes),
                Optional.empty(),
                Set.of(),
                Optional.empty());
    }

    /** Limits to these callers only. */
    public static Conditions onlyCallers(Set<String> callers) {
        return new Conditions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(callers), Set.of(), Optional.empty());
    }

    /** Limits in time only. */
    public static Conditions until(Instant expiresAt) {
        return new Conditions(
                Optional.empty(),
                Optional.of(expiresAt),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty());
    }

    /**
     * Reads the form that permits have: {@code {"trafficCap":"0.25"|null, "expiresAt":"…Z"|null, "purposes":[…]|null, "callers":[…]|null,
     * "segment":"CEL"|null, "humanReview":{"share":"0.05"|null,"confidenceBelow":"0.6"|null}|null}}. Where a caller is bound to purposes of its
     * own, {@code callers} is an object instead: {@code {"scoring-app":["credit-origination"], "batch":null}}. Absent and null are the same; an
     * empty list, and a field of another name, are refused.
     *
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the object is anything else
     */
    public static Conditions fromJson(JsonNode object) {
        return read(StrictFields.of(object, "conditions"));
    }

    /** Reads the form of {@link #fromJson} from inside another document. */
    public static Conditions read(StrictFields fields) {
        Optional<HumanReview> review = fields.optionalObject("humanReview").map(part -> {
            HumanReview read = new HumanReview(share(part, "share"), share(part, "confidenceBelow"));
            part.done();
            return read;
        });
        Optional<Set<String>> purposes = fields.optionalTextSet("purposes", MAX_NAMES, Identifiers.MAX_NAME_CHARS);
        Map<String, Set<String>> bound = new TreeMap<>();
        Conditions conditions = new Conditions(
                share(fields, "trafficCap"),
                fields.optionalInstant("expiresAt"),
                purposes,
                readCallers(fields, bound),
                bound,
                fields.optionalText("segment", MAX_SEGMENT_CHARS).map(Set::of).orElse(Set.of()),
                review);
        fields.done();
        if (conditions.admitsNothing()) {
            throw Share.invalid(fields.path("purposes")
                    + " or callers is an empty list, which admits nothing; use null for 'not limited'");
        }
        return conditions;
    }

    /** The form that {@link #fromJson} reads, every field present; several segments become one conjunction. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("trafficCap", trafficCap.map(BigDecimal::toPlainString).orElse(null));
        json.put("expiresAt", expiresAt.map(Instant::toString).orElse(null));
        putNames(json, "purposes", purposes);
        putCallers(json);
        json.put("segment", segment().orElse(null));
        if (humanReview.isPresent()) {
            json.putObject("humanReview")
                    .put(
                            "share",
                            humanReview
                                    .get()
                                    .share()
                                    .map(BigDecimal::toPlainString)
                                    .orElse(null))
                    .put(
                            "confidenceBelow",
                            humanReview
                                    .get()
                                    .confidenceBelow()
                                    .map(BigDecimal::toPlainString)
                                    .orElse(null));
        } else {
            json.putNull("humanReview");
        }
        return json;
    }

    /** All segments as one CEL expression; empty if there are none. */
    public Optional<String> segment() {
        return segments.isEmpty() ? Optional.empty() : Optional.of(SegmentText.conjunction(segments));
    }

    /** Whether rows must fulfil this expression: it is a segment, or one of the two that a segment is the conjunction of. */
    public boolean hasSegment(String expression) {
        return segments.stream().anyMatch(segment -> SegmentText.isOrHas(segment, expression));
    }

    /**
     * Admits only what both admit: the smaller cap, the earlier expiry, the purposes and callers in both, each caller's purposes in both, all
     * segments, the larger review. A caller without a purpose that both admit is no caller of the result.
     * The result may admit nothing, see {@link #admitsNothing}.
     *
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the segments together pass their limit
     */
    public Conditions tighten(Conditions other) {
        Set<String> allSegments = new TreeSet<>(segments);
        allSegments.addAll(other.segments);
        Map<String, Set<String>> bound = new TreeMap<>(callersPurposes);
        other.callersPurposes.forEach((caller, own) -> bound.merge(caller, own, Conditions::intersection));
        Optional<Set<String>> both = Share.both(callers, other.callers, Conditions::intersection)
                .map(names -> names.stream()
                        .filter(name -> !Set.of().equals(bound.get(name)))
                        .collect(Collectors.toSet()));
        bound.keySet().retainAll(both.orElse(Set.of()));
        return new Conditions(
                Share.both(trafficCap, other.trafficCap, BigDecimal::min),
                Share.both(expiresAt, other.expiresAt, (a, b) -> a.isBefore(b) ? a : b),
                Share.both(purposes, other.purposes, Conditions::intersection),
                both,
                bound,
                allSegments,
                Share.both(humanReview, other.humanReview, HumanReview::tighten));
    }

    /** Whether no purpose or no caller is left: such conditions never become a permit. */
    public boolean admitsNothing() {
        return purposes.filter(Set::isEmpty).isPresent()
                || callers.filter(Set::isEmpty).isPresent();
    }

    /** The kinds of condition that are present. */
    public Set<Kind> kinds() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        trafficCap.ifPresent(cap -> kinds.add(Kind.TRAFFIC_CAP));
        expiresAt.ifPresent(expiry -> kinds.add(Kind.EXPIRY));
        purposes.ifPresent(names -> kinds.add(Kind.PURPOSES));
        callers.ifPresent(names -> kinds.add(Kind.CALLERS));
        humanReview.ifPresent(review -> kinds.add(Kind.HUMAN_REVIEW));
        if (!segments.isEmpty()) {
            kinds.add(Kind.SEGMENT);
        }
        return kinds;
    }

    private static Optional<BigDecimal> share(StrictFields fields, String field) {
        return fields.optionalText(field, Share.MAX_CHARS).map(text -> Share.parse(text, fields.path(field)));
    }

    private static Set<String> names(Set<String> names, String what) {
        if (names.size() > MAX_NAMES) {
            throw Share.invalid(
                    "a condition names " + names.size() + " " + what + "s; at most " + MAX_NAMES + " are allowed");
        }
        for (String name : names) {
            if (what.equals("caller")) {
                Identifiers.requireParty(name, what);
            } else {
                Identifiers.requireName(name, what);
            }
        }
        return sorted(names);
    }

    private static Map<String, Set<String>> bound(Map<String, Set<String>> purposesOf, Set<String> callers) {
        SortedMap<String, Set<String>> sorted = new TreeMap<>();
        purposesOf.forEach((caller, own) -> {
            if (!callers.contains(caller) || own.isEmpty()) {
                throw Share.invalid(
                        "the purposes of the caller '" + caller + "' are none, or it is not one of the callers");
            }
            sorted.put(caller, names(own, "purpose"));
        });
        return Collections.unmodifiableMap(sorted);
    }

    private static Optional<Set<String>> readCallers(StrictFields fields, Map<String, Set<String>> bound) {
        Optional<JsonNode> node = fields.optional("callers");
        if (node.filter(JsonNode::isObject).isEmpty()) {
            return fields.optionalTextSet("callers", MAX_NAMES, Identifiers.MAX_PARTY_CHARS);
        }
        StrictFields purposesOf = StrictFields.of(node.get(), fields.path("callers"));
        Set<String> callers = new TreeSet<>();
        node.get().fieldNames().forEachRemaining(callers::add);
        if (callers.size() > MAX_NAMES) {
            throw Share.invalid(fields.path("callers") + " has " + callers.size() + " callers; at most " + MAX_NAMES
                    + " are allowed");
        }
        for (String caller : callers) {
            purposesOf
                    .optionalTextSet(caller, MAX_NAMES, Identifiers.MAX_NAME_CHARS)
                    .ifPresent(own -> bound.put(caller, own));
        }
        purposesOf.done();
        return Optional.of(callers);
    }

    private void putCallers(ObjectNode json) {
        if (callersPurposes.isEmpty()) {
            putNames(json, "callers", callers);
            return;
        }
        ObjectNode purposesOf = json.putObject("callers");
        for (String caller : callers.orElseThrow()) {
            putNames(purposesOf, caller, Optional.ofNullable(callersPurposes.get(caller)));
        }
    }

    private static Set<String> intersection(Set<String> one, Set<String> other) {
        return one.stream().filter(other::contains).collect(Collectors.toSet());
    }

    private static Set<String> sorted(Set<String> names) {
        return Collections.unmodifiableSet(new TreeSet<>(names));
    }

    private static void putNames(ObjectNode json, String field, Optional<Set<String>> names) {
        if (names.isPresent()) {
            names.get().forEach(json.putArray(field)::add);
        } else {
            json.putNull(field);
        }
    }
}
