package dev.gatehouse.governance.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The revisions of a model: who changed which field from what to what, and when. */
@ApplicationScoped
public class ModelHistory {

    /** Fields of a revision's document whose parts are told of one by one. */
    private static final Set<String> DIVIDED = Set.of("facts", "particulars");

    /**
     * A field that a revision changed.
     *
     * @param field such as {@code owner}, {@code facts.complexity} or {@code particulars.kpis}
     * @param before null where there was none
     * @param after null where there is none any more
     */
    public record Change(
            String field,
            @JsonInclude JsonNode before,
            @JsonInclude JsonNode after) {}

    /**
     * A revision.
     *
     * @param at when it was written
     * @param by name of who wrote it; null where that is not known
     * @param beginning whether it is the first on record: then {@code changes} has all its fields
     */
    public record Revision(int revision, Instant at, String by, boolean beginning, List<Change> changes) {}

    private final People people;
    private final ObjectMapper json;

    @Inject
    ModelHistory(People people, ObjectMapper json) {
        this.people = people;
        this.json = json;
    }

    /**
     * Revisions below one, newest first.
     *
     * @param limit most of them
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional
    public List<Revision> below(String model, int revision, int limit) {
        List<RevisionEntity> stored = RevisionEntity.below(Models.entity(model).id, revision, limit + 1);
        List<Revision> revisions = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, stored.size()); i++) {
            RevisionEntity one = stored.get(i);
            boolean beginning = i + 1 == stored.size();
            JsonNode before = beginning ? MissingNode.getInstance() : tree(stored.get(i + 1).document);
            revisions.add(new Revision(
                    one.revision,
                    one.writtenAt,
                    one.writtenBy == null ? null : people.displayName(one.writtenBy),
                    beginning,
                    changes(before, tree(one.document))));
        }
        return revisions;
    }

    /** What differs between two documents of a model, field by field; a missing document has no fields. */
    public static List<Change> changes(JsonNode before, JsonNode after) {
        List<Change> changes = new ArrayList<>();
        Set<String> names = names(before, after);
        for (String name : names) {
            JsonNode one = before.path(name);
            JsonNode other = after.path(name);
            if (DIVIDED.contains(name)) {
                for (String part : names(one, other)) {
                    change(name + "." + part, one.path(part), other.path(part), changes);
                }
            } else {
                change(name, one, other, changes);
            }
        }
        return changes;
    }

    private static Set<String> names(JsonNode one, JsonNode other) {
        Set<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void change(String field, JsonNode before, JsonNode after, List<Change> changes) {
        if (!same(before, after)) {
            changes.add(new Change(field, present(before), present(after)));
        }
    }

    /** Whether two values are the same; numbers are compared as numbers, since the database may write them otherwise. */
    private static boolean same(JsonNode one, JsonNode other) {
        if (one.isMissingNode() || other.isMissingNode()) {
            return one.isMissingNode() && other.isMissingNode();
        }
        return one.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                other);
    }

    private static JsonNode present(JsonNode value) {
        return value.isMissingNode() ? null : value;
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }
}
