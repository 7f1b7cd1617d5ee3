package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.launch.CriterionResult;
import dev.gatehouse.approval.launch.LaunchPlan;
import dev.gatehouse.approval.release.ChangeAnswer;
import dev.gatehouse.approval.release.Quorum;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.ReviseOutcome;
import dev.gatehouse.approval.release.SubmitOutcome;
import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Obligations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Puts releases before the board: first ones, answers to those that were sent back, and the next steps of a launch. */
@ApplicationScoped
class Submissions {

    /** How long after its end a step's permit still leads to the next step. */
    static final Duration STEP_GRACE = Duration.ofDays(7);

    /** Most rejected releases that a submission is compared with, the last ones. */
    private static final int MAX_COMPARED = 50;

    private final Versions versions;
    private final Gates gates;
    private final Dossiers dossiers;
    private final Permits permits;
    private final ReleaseBook book;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Submissions(
            Versions versions,
            Gates gates,
            Dossiers dossiers,
            Permits permits,
            ReleaseBook book,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.permits = permits;
        this.book = book;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /**
     * What is asked for.
     *
     * @param conditions limits that the submitter asks for
     * @param launch steps of the launch, of which this asks for the first; empty for a launch at once, and for a revision, which goes on
     *     with the steps of the release that it revises
     * @param revises the release that was sent back
     * @param answers to each change that was asked for there
     */
    record Asked(
            String environment,
            String route,
            String summary,
            Conditions conditions,
            Optional<LaunchPlan> launch,
            Optional<UUID> revises,
            List<ChangeAnswer> answers) {}

    @Transactional
    ReleaseView submit(String model, String versionName, Asked asked) {
        ModelVersion version = versions.named(model, versionName);
        Optional<ReleaseEntity> sentBack = asked.revises().map(ReleaseEntity::named);
        if (sentBack.isEmpty()) {
            ReleaseEntity.unanswered(version.modelId(), asked.environment()).ifPresent(open -> {
                throw unanswered(open, book.changesOf(open));
            });
        }
        requireNoLaunchUnderWay(version, asked.environment(), sentBack);
        boolean goesOn = sentBack.filter(release -> goesOn(release, version)).isPresent();
        Optional<LaunchProgress> launch = sentBack.flatMap(book::launch)
                .map(taken -> goesOn ? taken : LaunchProgress.first(taken.plan()))
                .or(() -> asked.launch().map(LaunchProgress::first));
        if (asked.launch().isPresent()
                && !launch.get().plan().equals(asked.launch().get())) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "launch: a revision goes on with the launch plan of the release that it revises; leave it out.");
        }
        Optional<UUID> previousStep = sentBack.filter(release -> goesOn).map(release -> release.previousStep);
        return put(version, asked, launch, sentBack, previousStep);
    }

    /** The next step of a launch, as a release of its own. */
    @Transactional
    ReleaseView nextStep(UUID id, String summary, Conditions conditions, List<CriterionResult> results) {
        ReleaseEntity taken = ReleaseEntity.held(id).orElseThrow(() -> ReleaseEntity.unknown(id));
        LaunchProgress launch = book.launch(taken)
                .orElseThrow(() -> stepRefused(
                        List.of(new Refusal("no_launch_plan", "This release was not submitted with a launch plan."))));
        Optional<IssuedPermit> permit = permits.ofRelease(id);
        List<Refusal> refusals = new java.util.ArrayList<>(launch.plan().refusesAfter(launch.index(), results));
        notServing(launch.step().name(), permit).ifPresent(refusals::add);
        if (ReleaseEntity.goesOn(id)) {
            refusals.add(new Refusal("step_asked_already", "The next step has been put before the board already."));
        }
        if (!refusals.isEmpty()) {
            throw stepRefused(refusals);
        }
        LaunchProgress next = launch.after(permit.get(), results);
        Asked asked = new Asked(
                next.step().environment(),
                taken.route,
                summary,
                conditions,
                Optional.empty(),
                Optional.empty(),
                List.of());
        return put(versions.byId(taken.versionId), asked, Optional.of(next), Optional.empty(), Optional.of(id));
    }

    /** Whether a step with this permit may be followed by the next one: it serves, or ended a short while ago. */
    static boolean leadsOn(IssuedPermit permit, Instant now) {
        return permit.isActive()
                || permit.state().equals("EXPIRED")
                        && permit.expiresAt().plus(STEP_GRACE).isAfter(now);
    }

    /**
     * Whether the answer to a release that was sent back goes on with its step. What the steps before came to is known of the version that
     * took them, and for a while: another version, or a later time, begins with the first step.
     */
    private boolean goesOn(ReleaseEntity sentBack, ModelVersion version) {
        if (sentBack.versionId != version.id()) {
            return false;
        }
        Optional<IssuedPermit> before =
                Optional.ofNullable(sentBack.previousStep).flatMap(permits::ofRelease);
        if (before.filter(IssuedPermit::isSuspended).isPresent()) {
            throw stepRefused(
                    List.of(
                            new Refusal(
                                    "step_not_serving",
                                    "The permit of the step before is suspended; resume it, or revoke it and begin the launch again.")));
        }
        return before.filter(permit -> !leadsOn(permit, clock.instant())).isEmpty();
    }

    private Optional<Refusal> notServing(String step, Optional<IssuedPermit> permit) {
        if (permit.filter(p -> leadsOn(p, clock.instant())).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                "step_not_serving",
                "The step '" + step + "' has no permit that is active or ended in the last " + STEP_GRACE.toDays()
                        + " days"
                        + permit.map(p -> "; it is " + p.state()).orElse("")
                        + "."));
    }

    /**
     * A launch in steps is not left by a submission that knows nothing of it. It ends with its last step, or with the permit of the step
     * that serves: revoked, superseded, or over for longer than {@link #STEP_GRACE}.
     */
    private void requireNoLaunchUnderWay(ModelVersion version, String environment, Optional<ReleaseEntity> sentBack) {
        for (ReleaseEntity taken : ReleaseEntity.lastStepsGranted(version.modelId(), version.artifactSha256())) {
            LaunchProgress launch = book.launch(taken).orElseThrow();
            boolean leadsThere = launch.plan().hasAfter(launch.index())
                    && launch.plan().steps().stream()
                            .skip(launch.index())
                            .anyMatch(step -> step.environment().equals(environment));
            boolean answers = sentBack.filter(release -> taken.id.equals(release.previousStep))
                    .isPresent();
            Optional<IssuedPermit> permit =
                    permits.ofRelease(taken.id).filter(p -> p.isSuspended() || leadsOn(p, clock.instant()));
            if (leadsThere && !answers && permit.isPresent()) {
                throw new ProblemException(
                        ProblemType.LAUNCH_UNDER_WAY,
                        "The launch of " + version.label() + " in steps is at '"
                                + launch.step().name()
                                + "'. Go on with POST /api/v1/releases/" + taken.id
                                + "/next-step, or end the launch: POST /api/v1/permits/"
                                + permit.get().id() + "/revoke.",
                        Map.of("release", taken.id));
            }
        }
    }

    /** The board has said no to just this; asking again until others look is no answer to that. */
    private void requireNotRejected(ModelVersion version, String environment, Dossier dossier) {
        ReleaseEntity.judged(version.modelId(), version.artifactSha256()).stream()
                .filter(release -> release.state.equals("Rejected") && release.environment.equals(environment))
                .limit(MAX_COMPARED)
                .filter(release -> Dossiers.sayTheSame(DossierEntity.read(release.dossierDigest), dossier))
                .findFirst()
                .ifPresent(release -> {
                    throw new ProblemException(
                            ProblemType.REJECTED_BEFORE,
                            "The board rejected release " + release.id + ", whose dossier says the same as this one."
                                    + " Submit again when something of what it says has changed.",
                            Map.of("release", release.id));
                });
    }

    private ReleaseView put(
            ModelVersion version,
            Asked asked,
            Optional<LaunchProgress> launch,
            Optional<ReleaseEntity> sentBack,
            Optional<UUID> previousStep) {
        if (ReleaseEntity.inReview(version.id(), asked.environment()).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    version.label() + " is before the board for " + asked.environment() + " already.");
        }
        launch.map(LaunchProgress::step)
                .filter(step -> !step.environment().equals(asked.environment()))
                .ifPresent(step -> {
                    throw new ProblemException(
                            ProblemType.INVALID_VALUE,
                            "environment: the launch's step '" + step.name() + "' is for " + step.environment() + ".");
                });
        version.requireSegmentsOverInputs(asked.conditions());
        launch.ifPresent(l -> l.plan().steps().forEach(step -> version.requireSegmentsOverInputs(step.limits())));
        Gates.GateBook gateBook = gates.of(version, asked.environment());
        if (!gateBook.evaluation().open()) {
            throw gatesUnmet(version, GateView.of(gateBook.evaluation().unmet()));
        }
        Obligations obligations = gateBook.obligations();
        Instant now = clock.instant();
        ReleaseEntity entity = new ReleaseEntity();
        entity.id = UUID.randomUUID();
        entity.versionId = version.id();
        entity.environment = asked.environment();
        entity.route = asked.route();
        entity.summary = asked.summary();
        entity.seat(obligations);
        entity.contributors = version.developers().toArray(String[]::new);
        entity.submittedAt = now;
        entity.submittedBy = caller.sub();
        entity.dueAt = now.atZone(ZoneOffset.UTC)
                .plus(obligations.approval().reviewWithin())
                .toInstant();
        entity.asked = asked.conditions()
                .tighten(launch.map(l -> l.step().limits()).orElse(Conditions.none()))
                .toJson()
                .toString();
        entity.requested = book.limits(entity).toJson().toString();
        entity.launch = launch.map(l -> l.toJson().toString()).orElse(null);
        entity.previousStep = previousStep.orElse(null);
        Release release = new Release(
                entity.id.toString(),
                version.model(),
                version.version(),
                entity.environment,
                entity.route,
                caller.sub(),
                Set.copyOf(version.developers()));
        ReleaseState.Draft draft = sentBack.isEmpty()
                ? new ReleaseState.Draft(release)
                : revised(sentBack.get(), release, asked.answers(), entity);
        if (sentBack.isEmpty() && !asked.answers().isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "answers: name the release that was sent back in 'revises'.");
        }
        Dossier dossier = dossiers.compile(entity);
        requireNotRejected(version, entity.environment, dossier);
        SubmitOutcome outcome = draft.submit(
                caller.sub(),
                dossier.digest(),
                new Quorum(obligations.quorum()),
                book.requested(entity),
                gateBook.evaluation(),
                now);
        if (outcome instanceof SubmitOutcome.Refused refused) {
            throw gatesUnmet(version, GateView.of(refused.unmet()));
        }
        DossierEntity.keep(dossier, now);
        entity.state = "InReview";
        entity.dossierDigest = dossier.digest().toString();
        entity.persistAndFlush();
        ledger.record("release.submitted", "release/" + entity.id, act(entity));
        return book.view(entity);
    }

    private ReleaseState.Draft revised(
            ReleaseEntity sentBack, Release release, List<ChangeAnswer> answers, ReleaseEntity entity) {
        if (!(book.state(sentBack) instanceof ReleaseState.ChangesRequested changes)) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "revises: that release is " + sentBack.state + "; only one that was sent back can be revised.");
        }
        if (ReleaseEntity.isRevised(sentBack.id)) {
            throw new ProblemException(ProblemType.DUPLICATE, "revises: that release has been answered already.");
        }
        ReviseOutcome outcome = changes.revise(release, answers);
        if (outcome instanceof ReviseOutcome.Refused refused) {
            throw new ProblemException(
                    ProblemType.CHANGES_UNANSWERED,
                    String.join(
                            " ",
                            refused.reasons().stream().map(Refusal::sentence).toList()),
                    Map.of("release", sentBack.id, "changes", changes.changes(), "reasons", refused.reasons()));
        }
        ReviseOutcome.Revised revised = (ReviseOutcome.Revised) outcome;
        entity.revises = sentBack.id;
        entity.answers = json.valueToTree(revised.answers()).toString();
        return revised.draft();
    }

    private static Map<String, String> act(ReleaseEntity entity) {
        Map<String, String> act =
                new HashMap<>(Map.of("dossier", entity.dossierDigest, "due", entity.dueAt.toString()));
        if (entity.revises != null) {
            act.put("revises", entity.revises.toString());
        }
        if (entity.previousStep != null) {
            act.put("previousStep", entity.previousStep.toString());
        }
        return act;
    }

    static ProblemException gatesUnmet(ModelVersion version, List<GateView> unmet) {
        return new ProblemException(
                ProblemType.GATES_UNMET,
                unmet.size() + (unmet.size() == 1 ? " gate of " : " gates of ") + version.label()
                        + (unmet.size() == 1 ? " is" : " are") + " closed; 'gates' says why and how to meet each.",
                Map.of("gates", unmet));
    }

    private static ProblemException unanswered(ReleaseEntity open, List<String> changes) {
        return new ProblemException(
                ProblemType.CHANGES_UNANSWERED,
                "The board sent release " + open.id + " back with " + changes.size()
                        + (changes.size() == 1 ? " change" : " changes")
                        + "; name it in 'revises' and answer each of them.",
                Map.of(
                        "release",
                        open.id,
                        "changes",
                        changes,
                        "reasons",
                        List.of(new Refusal(
                                "change_unanswered", "The changes of release " + open.id + " are not answered."))));
    }

    private static ProblemException stepRefused(List<Refusal> reasons) {
        return new ProblemException(
                ProblemType.STEP_REFUSED,
                String.join(" ", reasons.stream().map(Refusal::sentence).toList()),
                Map.of("reasons", reasons));
    }
}
