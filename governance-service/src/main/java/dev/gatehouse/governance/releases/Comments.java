package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Use cases on what is said about a dossier: comment on a section, ask, answer, take a question back. A question bars votes that fill a
 * seat until it is answered, so only those who independently judge the release may ask one.
 */
@ApplicationScoped
public class Comments {

    /** Longest comment, question or answer in characters. */
    static final int MAX_CHARS = 2_000;
    /** Most comments and questions on one release. */
    static final int MAX_COMMENTS = 500;
    /** Most answers to one of them. */
    static final int MAX_ANSWERS = 20;

    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Comments(People people, Ledger ledger, Caller caller, Clock clock) {
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /** Whether the caller may ask; everyone else who may write here comments and answers. */
    boolean mayAsk() {
        return (caller.has(Roles.BOARD) || caller.has(Roles.VALIDATOR)) && !caller.isServiceAccount();
    }

    /** Whether the caller may comment and answer. */
    boolean mayWrite() {
        return caller.has(Roles.BOARD) || caller.has(Roles.VALIDATOR) || caller.has(Roles.ENGINEER);
    }

    /**
     * Comments on a section, or asks about it.
     *
     * @param section {@code Section.field()}
     * @param kind {@code comment} or {@code question}
     */
    @Transactional
    Comment write(UUID release, String section, String kind, String text) {
        ReleaseEntity entity = underReview(release);
        if (Arrays.stream(Section.values()).noneMatch(s -> s.field().equals(section))) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "section: '" + section + "' is not a section of a dossier; it is one of "
                            + Arrays.stream(Section.values())
                                    .map(Section::field)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        boolean question = kind.equals("question");
        if (question && !mayAsk()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Questions hold the vote up, so members of the board and validators ask them; comment, or answer one.");
        }
        if (CommentEntity.count("releaseId", release) >= MAX_COMMENTS) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "This release has " + MAX_COMMENTS + " comments, which is the most; talk it over elsewhere.");
        }
        CommentEntity comment = new CommentEntity();
        comment.id = UUID.randomUUID();
        comment.releaseId = release;
        comment.section = section;
        comment.kind = question ? "question" : "comment";
        comment.content = checked(text);
        comment.dossierDigest = entity.dossierDigest;
        comment.writtenAt = clock.instant();
        comment.writtenBy = caller.sub();
        comment.persist();
        ledger.record(
                question ? "question.asked" : "comment.written",
                "release/" + release,
                Map.of("comment", comment.id.toString(), "section", section, "dossier", comment.dossierDigest),
                Map.of("text", comment.content));
        return view(comment, List.of());
    }

    /** Answers a question, or a comment. Who asked does not answer themselves. */
    @Transactional
    Comment answer(UUID release, UUID id, String text) {
        underReview(release);
        CommentEntity comment = of(release, id);
        if (comment.kind.equals("question") && comment.writtenBy.equals(caller.sub())) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES, "You asked this; somebody else answers, or you withdraw the question.");
        }
        if (AnswerEntity.count("commentId", id) >= MAX_ANSWERS) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE, "It has " + MAX_ANSWERS + " answers, which is the most.");
        }
        AnswerEntity answer = new AnswerEntity();
        answer.id = UUID.randomUUID();
        answer.commentId = id;
        answer.content = checked(text);
        answer.writtenAt = clock.instant();
        answer.writtenBy = caller.sub();
        answer.persist();
        ledger.record(
                comment.kind.equals("question") ? "question.answered" : "comment.answered",
                "release/" + release,
                Map.of("comment", id.toString(), "answer", answer.id.toString()),
                Map.of("text", answer.content));
        return named(release, id);
    }

    /** Takes one's own question back. */
    @Transactional
    Comment withdraw(UUID release, UUID id) {
        underReview(release);
        CommentEntity comment = of(release, id);
        if (!comment.writtenBy.equals(caller.sub())) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only who asked a question can withdraw it.");
        }
        if (!comment.kind.equals("question") || comment.withdrawnAt != null) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    comment.withdrawnAt == null
                            ? "A comment stays; only a question can be withdrawn."
                            : "The question is withdrawn already.");
        }
        comment.withdrawnAt = clock.instant();
        ledger.record("question.withdrawn", "release/" + release, Map.of("comment", id.toString()));
        return named(release, id);
    }

    /** Everything that was said about a release, oldest first. */
    @Transactional
    public List<Comment> of(UUID release) {
        ReleaseEntity.named(release);
        Map<UUID, List<AnswerEntity>> answers =
                AnswerEntity.allOf(release).stream().collect(Collectors.groupingBy(a -> a.commentId));
        return CommentEntity.allOf(release).stream()
                .map(comment -> view(comment, answers.getOrDefault(comment.id, List.of())))
                .toList();
    }

    private Comment named(UUID release, UUID id) {
        return of(release).stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    }

    private Comment view(CommentEntity c, List<AnswerEntity> answers) {
        return new Comment(
                c.id,
                c.section,
                c.kind,
                c.content,
                people.displayName(c.writtenBy),
                c.writtenAt,
                c.dossierDigest,
                c.kind.equals("question") && c.withdrawnAt == null && answers.isEmpty(),
                c.withdrawnAt,
                c.writtenBy.equals(caller.sub()),
                answers.stream()
                        .map(a -> new Comment.Answer(a.id, a.content, people.displayName(a.writtenBy), a.writtenAt))
                        .toList());
    }

    /** Held, so that a question and the vote that it bars come one after the other. */
    private static ReleaseEntity underReview(UUID release) {
        ReleaseEntity entity = ReleaseEntity.held(release).orElseThrow(() -> ReleaseEntity.unknown(release));
        if (!entity.state.equals("InReview")) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The release is " + entity.state
                            + "; what is said about a dossier is said while the board reads it.");
        }
        return entity;
    }

    private static CommentEntity of(UUID release, UUID id) {
        CommentEntity comment = CommentEntity.findById(id);
        if (comment == null || !comment.releaseId.equals(release)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_COMMENT, "There is no comment with the id " + id + " on this release.");
        }
        return comment;
    }

    private static String checked(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > MAX_CHARS || stripped.indexOf('\0') >= 0) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "text: write 1 to " + MAX_CHARS + " characters; yours has " + stripped.length() + ".");
        }
        return stripped;
    }
}
