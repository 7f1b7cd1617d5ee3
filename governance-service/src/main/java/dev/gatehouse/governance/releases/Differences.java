package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.approval.dossier.DossierDifference;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a release's dossier changes of an earlier one. */
@ApplicationScoped
class Differences {

    /** Most differences that are kept at hand; each may hold a megabyte of text. */
    private static final int KEPT = 16;

    private final Map<String, DossierDifference> known =
            Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, DossierDifference> eldest) {
                    return size() > KEPT;
                }
            });

    private final Versions versions;
    private final Caller caller;

    @Inject
    Differences(Versions versions, Caller caller) {
        this.versions = versions;
        this.caller = caller;
    }

    /**
     * The difference of two dossiers.
     *
     * @param from digest of the earlier one
     * @param to digest of the release's present one
     * @param because one sentence: which dossier the earlier one is
     * @param complete whether {@code changes} holds all of them
     */
    record Difference(String from, String to, String because, boolean complete, List<Change> changes) {}

    /**
     * A value that differs.
     *
     * @param section of the dossier
     * @param path in the dossier, {@code audits/id=7f…/verdict}
     * @param before null where there was none
     * @param after null where there is none any more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(String section, String path, String before, String after) {
        /** The path without the section, in steps that a page can break. */
        public String where() {
            return path.equals(section)
                    ? "the whole section"
                    : path.substring(section.length() + 1).replace("/", " / ");
        }
    }

    private record Earlier(String digest, String because) {}

    /**
     * Compares with the dossier of another release of the model or, without one, with the dossier that came before: the one of the
     * caller's own lapsed vote, the last one that somebody voted on, the one that this one replaced, that of the release which this one
     * answers, or that of the launch's step before.
     *
     * @throws ProblemException {@code unknown-release}; {@code invalid-value} if {@code from} is of another model; {@code wrong-state} if
     *     there is no earlier dossier
     */
    @Transactional
    Difference of(UUID id, Optional<UUID> from) {
        ReleaseEntity release = ReleaseEntity.named(id);
        Earlier earlier = from.map(other -> ofRelease(release, other))
                .or(() -> before(release))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WRONG_STATE,
                        "No dossier came before this one; name the release to compare with in 'from'."));
        return between(release, earlier);
    }

    /** The same, without the other release; empty if no dossier came before. */
    @Transactional
    Optional<Difference> fromBefore(UUID id) {
        ReleaseEntity release = ReleaseEntity.named(id);
        return before(release).map(earlier -> between(release, earlier));
    }

    private Difference between(ReleaseEntity release, Earlier earlier) {
        // Dossiers never change, so neither does what two of them differ in.
        String pair = earlier.digest() + release.dossierDigest;
        DossierDifference difference = known.get(pair);
        if (difference == null) {
            difference = DossierDifference.between(
                    DossierEntity.read(earlier.digest()), DossierEntity.read(release.dossierDigest));
            known.put(pair, difference);
        }
        return new Difference(
                earlier.digest(),
                release.dossierDigest,
                earlier.because(),
                difference.complete(),
                difference.changes().stream()
                        .map(c -> new Change(
                                c.section().field(),
                                c.pointer(),
                                c.before().orElse(null),
                                c.after().orElse(null)))
                        .toList());
    }

    private Earlier ofRelease(ReleaseEntity release, UUID other) {
        ReleaseEntity entity = ReleaseEntity.named(other);
        if (versions.byId(entity.versionId).modelId()
                != versions.byId(release.versionId).modelId()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "from: that release is of another model; dossiers of one model compare.");
        }
        return new Earlier(entity.dossierDigest, "Compared with the dossier of release " + other + ".");
    }

    private Optional<Earlier> before(ReleaseEntity release) {
        List<VoteEntity> lapsed = VoteEntity.allOf(release.id).stream()
                .filter(vote -> !vote.dossierDigest.equals(release.dossierDigest))
                .toList();
        Optional<Earlier> own = lapsed.stream()
                .filter(vote -> vote.voter.equals(caller.sub()))
                .reduce((first, second) -> second)
                .map(vote -> new Earlier(vote.dossierDigest, "Compared with the dossier that you voted on."));
        return own.or(() -> lapsed.stream()
                        .reduce((first, second) -> second)
                        .map(vote -> new Earlier(
                                vote.dossierDigest, "Compared with the dossier that " + vote.voterName + " voted on.")))
                .or(() -> Optional.ofNullable(release.dossierBefore)
                        .map(digest -> new Earlier(
                                digest, "Compared with the dossier that was before the board until it changed.")))
                .or(() -> Optional.ofNullable(release.revises)
                        .map(ReleaseEntity::named)
                        .map(e -> new Earlier(e.dossierDigest, "Compared with the dossier that the board sent back.")))
                .or(() -> Optional.ofNullable(release.previousStep)
                        .map(ReleaseEntity::named)
                        .map(e -> new Earlier(
                                e.dossierDigest, "Compared with the dossier of the launch's step before.")));
    }
}
