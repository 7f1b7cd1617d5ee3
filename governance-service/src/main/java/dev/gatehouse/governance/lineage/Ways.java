package dev.gatehouse.governance.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.audits.TrainingStatistics;
import dev.gatehouse.governance.files.StoredFiles;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.lineage.Lineage.Step;
import dev.gatehouse.governance.lineage.Lineage.Step.Kind;
import dev.gatehouse.governance.lineage.Lineage.Thing;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.governance.served.RouteHistory;
import dev.gatehouse.governance.served.ServedThen.Deployment;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Follows versions from their data to the labels of what they predicted. */
@ApplicationScoped
public class Ways {

    private static final Pattern DIGEST = Pattern.compile("(sha256:)?[0-9a-f]{64}");
    private static final List<String> DATA = List.of("data", "holdout");

    private final Versions versions;
    private final StoredFiles files;
    private final TrainingStatistics statistics;
    private final AuditPlans plans;
    private final Audits audits;
    private final Gates gates;
    private final Releases releases;
    private final StoredPermits permits;
    private final RouteHistory history;
    private final Answered answered;
    private final Caller caller;

    @Inject
    Ways(
            Versions versions,
            StoredFiles files,
            TrainingStatistics statistics,
            AuditPlans plans,
            Audits audits,
            Gates gates,
            Releases releases,
            StoredPermits permits,
            RouteHistory history,
            Answered answered,
            Caller caller) {
        this.versions = versions;
        this.files = files;
        this.statistics = statistics;
        this.plans = plans;
        this.audits = audits;
        this.gates = gates;
        this.releases = releases;
        this.permits = permits;
        this.history = history;
        this.answered = answered;
        this.caller = caller;
    }

    /**
     * The version's way, as far as the caller's roles let them see it.
     *
     * @throws ProblemException {@code unknown-model} or {@code unknown-version}
     */
    @Transactional
    public Lineage of(String model, String name) {
        ModelVersion version = versions.named(model, name);
        List<IssuedPermit> given = permits.everOf(version.id());
        Map<String, List<Deployment>> deployments = deployments(version, given);
        List<Answered.OnRoute> predictions = answered.under(given);
        boolean mayReadAudits = hasOneOf(Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE);
        return new Lineage(
                version.label(),
                List.of(
                        Step.of(
                                Kind.DATA,
                                data(version, mayReadAudits),
                                "The version's training names no data set. Name 'data' and 'holdout' by their digest when you register the"
                                        + " next one."),
                        Step.of(Kind.TRAINING, List.of(training(version)), null),
                        Step.of(Kind.VERSION, List.of(registered(version)), null),
                        Step.of(
                                Kind.AUDITS,
                                mayReadAudits ? audits(version) : List.of(),
                                mayReadAudits
                                        ? "No audit was run on it yet."
                                        : "Your roles do not include audits and evidence."),
                        Step.of(Kind.CARD, card(version), "No card is compiled yet."),
                        Step.of(Kind.RELEASES, releases(version), "It was not submitted to the board yet."),
                        Step.of(Kind.PERMITS, permits(given), "It holds no permit, and never did."),
                        Step.of(Kind.ROUTES, routes(deployments), "It was never deployed."),
                        Step.of(
                                Kind.PREDICTIONS,
                                predictions.stream()
                                        .filter(on -> on.requests() > 0)
                                        .map(this::predictions)
                                        .toList(),
                                "No prediction of it is in the log."),
                        Step.of(
                                Kind.LABELS,
                                predictions.stream()
                                        .filter(on -> on.labelled() > 0)
                                        .map(this::labels)
                                        .toList(),
                                "No ground truth has come for its predictions.")));
    }

    private boolean hasOneOf(String... roles) {
        return Stream.of(roles).anyMatch(caller::has);
    }

    private List<Thing> data(ModelVersion version, boolean mayReadAudits) {
        List<Thing> things = new ArrayList<>();
        for (String field : DATA) {
            JsonNode said = version.training().path(field);
            String role = field.equals("data") ? "Training data" : "Evaluation data";
            if (said.isObject()) {
                String digest = said.path("digest").asText("");
                things.add(data(role, digest, plain(said, Set.of("digest"))));
            } else if (!said.asText("").isEmpty()) {
                boolean digest = DIGEST.matcher(said.asText()).matches();
                things.add(data(role, said.asText(), digest ? "" : said.asText()));
            }
        }
        statistics
                .lastOf(version)
                .ifPresent(registered -> things.add(new Thing(
                        "Statistics of the training rows",
                        page(version),
                        null,
                        registered.registeredAt(),
                        registered.digest(),
                        Wording.grouped(registered.rows()) + " rows")));
        if (mayReadAudits) {
            plans.fixedFor(version.modelId()).stream()
                    .map(plan -> new Thing(
                            "Data of the plan of " + plan.kind().id(),
                            null,
                            null,
                            plan.fixedAt(),
                            "sha256:" + plan.dataset(),
                            brought(plan.dataset())
                                    .map("brought in as "::concat)
                                    .orElse(null)))
                    .forEach(things::add);
        }
        return things;
    }

    private Thing data(String role, String digest, String said) {
        if (!DIGEST.matcher(digest).matches()) {
            return new Thing(role, null, null, null, null, said);
        }
        String note = Stream.concat(Stream.of(said), brought(hex(digest)).map("brought in as "::concat).stream())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        return new Thing(role, null, null, null, "sha256:" + hex(digest), note.isEmpty() ? null : note);
    }

    /** The plain values of an object in words, but for those members. */
    private static String plain(JsonNode object, Set<String> except) {
        return object.properties().stream()
                .filter(entry -> entry.getValue().isValueNode() && !except.contains(entry.getKey()))
                .map(entry ->
                        Wording.words(entry.getKey()) + ": " + entry.getValue().asText())
                .collect(Collectors.joining("; "));
    }

    private static String hex(String digest) {
        return digest.substring(digest.indexOf(':') + 1);
    }

    /** The name under which it was brought in; empty for a data set that never was. */
    private Optional<String> brought(String sha256) {
        try {
            return Optional.of(files.datasetName(sha256));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private static Thing training(ModelVersion version) {
        String said = plain(version.training(), Set.copyOf(DATA));
        return new Thing(
                "By " + String.join(", ", version.developers()),
                page(version) + "#artifact",
                null,
                null,
                null,
                said.isEmpty() ? null : said);
    }

    private static Thing registered(ModelVersion version) {
        return new Thing(
                version.label(),
                page(version),
                null,
                version.registeredAt(),
                "sha256:" + version.artifactSha256(),
                null);
    }

    private static String page(ModelVersion version) {
        return "/ui/models/" + version.model() + "/versions/" + version.version();
    }

    private List<Thing> audits(ModelVersion version) {
        List<AuditRun> runs = new ArrayList<>(audits.runsOf(version.id()));
        Collections.reverse(runs);
        return runs.stream()
                .map(run -> new Thing(
                        Wording.words(run.kind()),
                        "/ui/audits/" + run.id(),
                        run.verdict() == null ? run.status().name() : run.verdict(),
                        run.requestedAt(),
                        run.reportDigest(),
                        null))
                .toList();
    }

    private List<Thing> card(ModelVersion version) {
        List<GivenEvidence> cards = new ArrayList<>(gates.evidenceOf(version).stream()
                .filter(evidence -> evidence.kind().equals("card"))
                .toList());
        Collections.reverse(cards);
        return cards.stream()
                .map(card -> new Thing(
                        card.title(),
                        page(version) + "/card",
                        null,
                        card.givenAt(),
                        card.digest(),
                        card.superseded() ? "superseded" : null))
                .toList();
    }

    private List<Thing> releases(ModelVersion version) {
        return releases.of(version).stream()
                .map(release -> new Thing(
                        release.environment() + " / " + release.route(),
                        "/ui/releases/" + release.id(),
                        release.state(),
                        release.submittedAt(),
                        release.dossierDigest(),
                        null))
                .toList();
    }

    private static List<Thing> permits(List<IssuedPermit> given) {
        return given.stream()
                .map(permit -> new Thing(
                        permit.environment() + " / " + permit.route(),
                        "/ui/permits/" + permit.id(),
                        permit.state(),
                        permit.issuedAt(),
                        null,
                        permit.isEmergency() ? "emergency use" : null))
                .toList();
    }

    private static List<Answered.Route> routes(List<IssuedPermit> given) {
        return given.stream()
                .map(permit -> new Answered.Route(permit.environment(), permit.route()))
                .distinct()
                .toList();
    }

    /** Its deployments by the address of the route: it can only have been deployed where it had a permit. */
    private Map<String, List<Deployment>> deployments(ModelVersion version, List<IssuedPermit> given) {
        Map<String, List<Deployment>> found = new LinkedHashMap<>();
        for (Answered.Route route : routes(given)) {
            List<Deployment> all = history.everOn(route.environment(), route.name());
            if (all.stream().anyMatch(deployment -> deployment.version().equals(version.label()))) {
                found.put(
                        route.environment() + "/" + route.name(),
                        all.stream()
                                .filter(deployment -> deployment.version().equals(version.label()))
                                .toList());
            }
        }
        return found;
    }

    private static List<Thing> routes(Map<String, List<Deployment>> deployments) {
        return deployments.entrySet().stream()
                .flatMap(route -> route.getValue().stream()
                        .map(deployment -> new Thing(
                                route.getKey().replace("/", " / "),
                                "/ui/routes/" + route.getKey() + "/served?at=" + deployment.at(),
                                null,
                                deployment.at(),
                                null,
                                "deployed by " + deployment.by())))
                .toList();
    }

    private Thing predictions(Answered.OnRoute on) {
        return new Thing(
                on.route().environment() + " / " + on.route().name(),
                "/ui/routes/" + on.route().environment() + "/" + on.route().name(),
                null,
                on.last(),
                null,
                counted(on.requests()) + " requests in the last " + Answered.SPAN.toDays()
                        + " days, the newest at the time shown");
    }

    private Thing labels(Answered.OnRoute on) {
        boolean mayLook = hasOneOf(Roles.OPERATOR, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE);
        String route =
                "/ui/routes/" + on.route().environment() + "/" + on.route().name();
        return new Thing(
                on.route().environment() + " / " + on.route().name(),
                mayLook ? route + "/predictions?labelled=true" : route,
                null,
                null,
                null,
                "Of the " + Wording.grouped(on.rows()) + " predictions in them, " + Wording.grouped(on.labelled())
                        + " have ground truth");
    }

    private static String counted(long count) {
        return Wording.grouped(Math.min(count, Answered.MOST_COUNTED))
                + (count > Answered.MOST_COUNTED ? " or more" : "");
    }
}
