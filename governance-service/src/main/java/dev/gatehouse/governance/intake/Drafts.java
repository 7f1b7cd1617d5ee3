package dev.gatehouse.governance.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keeps the caller's own drafts. A draft decides nothing, so the ledger does not hear of it. */
@ApplicationScoped
class Drafts {

    /** Most drafts that one person may keep. */
    static final int MAX_DRAFTS = 100;

    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Drafts(Caller caller, Clock clock, ObjectMapper json) {
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /** The caller's drafts, newest first. */
    @Transactional
    List<Draft> mine() {
        return DraftEntity.by(caller.sub(), MAX_DRAFTS).stream().map(this::view).toList();
    }

    /**
     * One of the caller's drafts.
     *
     * @throws ProblemException {@code not-found} if there is none, or it is somebody else's
     */
    @Transactional
    Draft mine(UUID id) {
        return find(id).map(this::view)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "You have no such draft; it may have been submitted or deleted."));
    }

    /**
     * Keeps what was typed.
     *
     * @param draft {@code savedIn} names the window that saves it
     * @param seen the window that had saved what this one began with
     * @return when it was saved
     * @throws ProblemException {@code stale-edit} if another window has saved it meanwhile, {@code wrong-state} if the caller has too
     *     many drafts
     */
    @Transactional
    Instant save(Draft draft, UUID seen) {
        Instant now = clock.instant();
        DraftEntity entity = find(draft.id()).orElse(null);
        if (entity == null) {
            if (DraftEntity.count("author", caller.sub()) >= MAX_DRAFTS) {
                throw new ProblemException(
                        ProblemType.WRONG_STATE,
                        "You have " + MAX_DRAFTS
                                + " drafts, which is the most. Submit or delete one, then save again.");
            }
            entity = new DraftEntity();
            entity.id = draft.id();
            entity.author = caller.sub();
            entity.createdAt = now;
            entity.model = draft.editing().map(Draft.Editing::model).orElse(null);
        } else if (!entity.savedIn.equals(draft.savedIn()) && !entity.savedIn.equals(seen)) {
            throw new ProblemException(
                    ProblemType.STALE_EDIT,
                    "This draft was saved in another window meanwhile, so what you see here is not saved. Save again to keep this"
                            + " one, or open the draft anew to keep the other.");
        }
        entity.name = draft.texts().name();
        entity.title = draft.texts().title();
        entity.owner = draft.texts().owner();
        entity.intendedUse = draft.texts().intendedUse();
        entity.outOfScopeUse = draft.texts().outOfScopeUse();
        entity.answers = write(draft.answers().typed());
        entity.modelRevision = draft.editing().map(Draft.Editing::revision).orElse(null);
        entity.savedIn = draft.savedIn();
        entity.updatedAt = now;
        entity.persist();
        return now;
    }

    /** The window that saved the draft last; empty when it is not saved. */
    @Transactional
    Optional<UUID> savedIn(UUID id) {
        return find(id).map(e -> e.savedIn);
    }

    /** Deletes one of the caller's drafts; nothing happens when there is none. */
    @Transactional
    void discard(UUID id) {
        find(id).ifPresent(DraftEntity::delete);
    }

    private Optional<DraftEntity> find(UUID id) {
        DraftEntity entity = DraftEntity.findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (entity != null && !entity.author.equals(caller.sub())) {
            throw new ProblemException(ProblemType.NOT_FOUND, "You have no such draft.");
        }
        return Optional.ofNullable(entity);
    }

    private Draft view(DraftEntity e) {
        return new Draft(
                e.id,
                new Draft.Texts(e.name, e.title, e.owner, e.intendedUse, e.outOfScopeUse),
                Answers.of(read(e.answers)),
                Optional.ofNullable(e.model).map(model -> new Draft.Editing(model, e.modelRevision)),
                e.savedIn,
                e.updatedAt);
    }

    private Map<String, List<String>> read(String answers) {
        try {
            return json.readValue(answers, new TypeReference<Map<String, List<String>>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored answers do not parse", e);
        }
    }

    private String write(Map<String, List<String>> answers) {
        try {
            return json.writeValueAsString(answers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answers that are texts do not become JSON", e);
        }
    }
}
