package dev.gatehouse.governance.audits;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.Statistics;
import dev.gatehouse.audit.report.Statistics.Bin;
import dev.gatehouse.audit.report.Statistics.Feature;
import dev.gatehouse.governance.files.Documents;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Use cases on statistics of training rows: register them with a version, find them again, read them as the reference of an audit. What is
 * registered later takes the place of what was before, which is kept.
 */
@ApplicationScoped
public class TrainingStatistics {

    /** Largest document, bytes: 500 features of 256 bins fit. */
    static final int MAX_BYTES = 10 * 1024 * 1024;

    static final String PREFIX = "sha256:";

    private static final String ADVICE = "; write them with './gatehouse audit PLAN.yaml --statistics OUT.json'.";

    private final Documents documents;
    private final Versions versions;
    private final ProtectedNames protectedNames;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    TrainingStatistics(
            Documents documents,
            Versions versions,
            ProtectedNames protectedNames,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.documents = documents;
        this.versions = versions;
        this.protectedNames = protectedNames;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Registers a document with a version; the one that counts already is not registered again.
     *
     * @param document as {@code ./gatehouse audit --statistics} writes it
     * @throws ProblemException {@code body-too-large}; {@code invalid-value} when it is no such document, counts fewer rows one by one than
     *     {@value Statistics#MINIMUM}, has a feature that is no input of the version, or counts a protected attribute
     */
    @Transactional
    RegisteredStatistics register(String model, String versionName, byte[] document) {
        ModelVersion version = versions.named(model, versionName);
        if (document.length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "Statistics may have at most " + MAX_BYTES + " bytes.");
        }
        Statistics statistics = read(document);
        requireNoSmallCounts(statistics);
        List<String> inputs = ModelSignature.fromJson(version.signature()).features();
        requireInputs(statistics, version, inputs);
        requireNothingProtected(statistics, version);
        String sha256 = Digest.of(document).hex();
        Optional<RegisteredStatistics> last = lastOf(version);
        if (last.isPresent() && last.get().digest().equals(PREFIX + sha256)) {
            return last.get();
        }
        documents.store("application/json", document);
        Set<String> told =
                Set.copyOf(statistics.features().stream().map(Feature::name).toList());
        TrainingStatisticsEntity entity = new TrainingStatisticsEntity();
        entity.versionId = version.id();
        entity.documentSha256 = sha256;
        entity.trainingRows = statistics.rows();
        entity.missingInputs =
                inputs.stream().filter(input -> !told.contains(input)).toArray(String[]::new);
        entity.registeredAt = clock.instant();
        entity.registeredBy = caller.sub();
        entity.persist();
        ledger.record(
                "training-statistics.registered", "version/" + version.label(), Map.of("statistics", PREFIX + sha256));
        return RegisteredStatistics.of(entity);
    }

    /** All that were registered with a version, newest first: the first one counts. */
    @Transactional
    public List<RegisteredStatistics> of(ModelVersion version) {
        return TrainingStatisticsEntity.allOf(version.id()).stream()
                .map(RegisteredStatistics::of)
                .toList();
    }

    /** Those that count. */
    @Transactional
    public Optional<RegisteredStatistics> lastOf(ModelVersion version) {
        return of(version).stream().findFirst();
    }

    /**
     * A document's bytes as they came.
     *
     * @throws ProblemException {@code not-found} when it was never registered with the version
     */
    @Transactional
    public byte[] bytes(ModelVersion version, String digest) {
        if (of(version).stream().noneMatch(registered -> registered.digest().equals(digest))) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "No statistics " + digest + " were registered with " + version.label() + ".");
        }
        return documents.bytes(digest.substring(PREFIX.length()));
    }

    /**
     * What a document says.
     *
     * @param digest of one that was registered with any version of the model
     * @throws ProblemException {@code unknown-digest}
     */
    @Transactional
    public Statistics ofModel(long modelId, String digest) {
        String sha256 = digest.substring(PREFIX.length());
        if (!TrainingStatisticsEntity.isOfModel(modelId, sha256)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST,
                    "No statistics " + digest + " were registered with a version of the model.");
        }
        return read(documents.bytes(sha256));
    }

    private static Statistics read(byte[] document) {
        try {
            return Statistics.parse(document);
        } catch (AuditException e) {
            throw invalid(e.getMessage() + ADVICE);
        }
    }

    private static void requireNoSmallCounts(Statistics statistics) {
        for (Feature feature : statistics.features()) {
            boolean small = feature.others() > 0 && feature.others() < Statistics.MINIMUM
                    || feature.bins().stream().mapToLong(Bin::rows).anyMatch(rows -> rows < Statistics.MINIMUM);
            if (small) {
                throw invalid("'" + feature.name() + "' has a bin or category of fewer than " + Statistics.MINIMUM
                        + " rows, which may tell of single people" + ADVICE);
            }
        }
    }

    private static void requireInputs(Statistics statistics, ModelVersion version, List<String> inputs) {
        List<String> features = statistics.features().stream()
                .map(Feature::name)
                .filter(name -> !name.equals(statistics.label()) && !name.equals(statistics.score()))
                .toList();
        List<String> strange =
                features.stream().filter(name -> !inputs.contains(name)).toList();
        if (!strange.isEmpty() || features.isEmpty()) {
            throw invalid(
                    (features.isEmpty()
                                    ? "The statistics have no feature"
                                    : "The statistics have " + strange.subList(0, Math.min(10, strange.size()))
                                            + ", which are no inputs of " + version.label())
                            + "; its inputs are " + inputs.subList(0, Math.min(50, inputs.size()))
                            + ". Name them under 'features' in the plan that the statistics are written by, and its 'label' and 'score'.");
        }
    }

    private void requireNothingProtected(Statistics statistics, ModelVersion version) {
        Set<String> names = protectedNames.of(version.modelId());
        List<String> told = statistics.features().stream()
                .map(Feature::name)
                .filter(names::contains)
                .toList();
        if (!told.isEmpty()) {
            throw invalid("The statistics count " + told
                    + ", which a plan of fairness of the model names as protected, and statistics are read by all who see the"
                    + " version. Write them by a plan that names these under 'exclude'.");
        }
    }

    private static ProblemException invalid(String why) {
        return new ProblemException(ProblemType.INVALID_VALUE, why);
    }
}
