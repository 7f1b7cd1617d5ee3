package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Questions to the list that people keep under a name: each sees their own and those that others share. */
@ApplicationScoped
class SavedViews {

    /** Most views of a person. */
    static final int MAX_VIEWS = 20;

    /** Longest name, UTF-16 characters. */
    static final int MAX_NAME_CHARS = 80;

    private static final int MAX_QUERY_CHARS = 2_000;
    private static final int MAX_SEEN = 200;
    private static final Set<String> PARAMETERS =
            Set.of("q", "tier", "stage", "status", "owner", "validator", "developer", "third_party", "overdue", "sort");

    /**
     * A view.
     *
     * @param query of the list's address
     * @param mine whether the caller keeps it
     * @param keptBy name of who keeps it
     */
    record SavedView(UUID id, String name, String query, boolean shared, boolean mine, String keptBy, Instant keptAt) {}

    private final People people;
    private final Caller caller;
    private final Clock clock;

    @Inject
    SavedViews(People people, Caller caller, Clock clock) {
        this.people = people;
        this.caller = caller;
        this.clock = clock;
    }

    /** The caller's own, then those that others share; at most {@value #MAX_SEEN}. */
    @Transactional
    List<SavedView> seen() {
        return SavedViewEntity.seenBy(caller.sub(), MAX_SEEN).stream()
                .map(this::view)
                .toList();
    }

    /**
     * Keeps a question under a name.
     *
     * @throws ProblemException {@code invalid-value}; {@code duplicate} if the caller has one of that name; {@code wrong-state} at
     *     {@value #MAX_VIEWS}
     */
    @Transactional
    SavedView keep(String name, String query, boolean shared) {
        String kept = name == null ? "" : name.strip();
        if (kept.isEmpty() || kept.length() > MAX_NAME_CHARS || kept.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "name: write 1 to " + MAX_NAME_CHARS + " characters on one line.");
        }
        requireQuery(query);
        people.rememberCaller();
        if (SavedViewEntity.of(caller.sub(), kept).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "You keep a view named '" + kept + "'. Choose another name, or delete that one.");
        }
        if (SavedViewEntity.count("keptBy", caller.sub()) >= MAX_VIEWS) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE, "You keep " + MAX_VIEWS + " views, which is the most. Delete one first.");
        }
        SavedViewEntity view = new SavedViewEntity();
        view.id = UUID.randomUUID();
        view.keptBy = caller.sub();
        view.name = kept;
        view.query = query;
        view.shared = shared;
        view.keptAt = clock.instant();
        view.persistAndFlush();
        return view(view);
    }

    /** @throws ProblemException {@code not-found} unless the caller keeps it */
    @Transactional
    void delete(UUID id) {
        if (SavedViewEntity.delete("id = ?1 and keptBy = ?2", id, caller.sub()) == 0) {
            throw new ProblemException(ProblemType.NOT_FOUND, "You keep no view with the id " + id + ".");
        }
    }

    private static void requireQuery(String query) {
        if (query == null || query.length() > MAX_QUERY_CHARS || query.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "query: send the query string of the list, percent-encoded, of at most " + MAX_QUERY_CHARS
                            + " characters.");
        }
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String parameter = part.replaceAll("=.*", "");
            if (!PARAMETERS.contains(parameter)) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "query: the list has no parameter '" + parameter + "'; it has "
                                + String.join(", ", PARAMETERS.stream().sorted().toList()) + ".");
            }
        }
    }

    private SavedView view(SavedViewEntity e) {
        return new SavedView(
                e.id, e.name, e.query, e.shared, e.keptBy.equals(caller.sub()), people.displayName(e.keptBy), e.keptAt);
    }
}
