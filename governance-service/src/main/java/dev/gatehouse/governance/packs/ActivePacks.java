package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.InvalidPackException;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.RiskAssessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The packs that assessments use. The database says which are active, at every call, so that all instances of the service agree; what
 * is read from their bytes is kept by digest.
 */
@ApplicationScoped
public class ActivePacks {

    private static final Logger LOG = Logger.getLogger(ActivePacks.class);
    /** Any number, the same in every instance: "packs" in ASCII. */
    private static final long LOCK = 0x70_6163_6b73L;

    private static final int MAX_KEPT_PACKS = 64;
    private static final int MAX_KEPT_SETS = 16;

    private final EntityManager database;
    private final Map<String, PolicyPack> packs = Collections.synchronizedMap(new Kept<>(MAX_KEPT_PACKS));
    private final Map<SortedSet<String>, RiskAssessor> sets = Collections.synchronizedMap(new Kept<>(MAX_KEPT_SETS));

    @Inject
    ActivePacks(EntityManager database) {
        this.database = database;
    }

    /**
     * The assessor of the packs that are active now.
     *
     * @throws IllegalStateException if this version of the service does not accept an active pack that an earlier one did
     */
    @Transactional
    public RiskAssessor assessor() {
        return of(digests().values())
                .orElseThrow(
                        () -> new IllegalStateException("the active packs cannot be used; the log above says why"));
    }

    /** As {@link #assessor()}, and nothing is activated until the transaction ends. Take it before any lock on a row. */
    @Transactional(Transactional.TxType.MANDATORY)
    public RiskAssessor held() {
        lock("pg_advisory_xact_lock_shared");
        return assessor();
    }

    /** The digest of the active file by id of the pack; a retired pack is not in it. */
    @Transactional
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        for (PackActivationEntity active : PackActivationEntity.active()) {
            if (active.digest != null) {
                digests.put(active.packId, active.digest);
            }
        }
        return digests;
    }

    /**
     * The assessor of kept files, active or not, such as those that a stored assessment names.
     *
     * @param digests of files; empty when one of them is not kept here, or not accepted by this version of the service
     */
    @Transactional
    public Optional<RiskAssessor> of(Collection<String> digests) {
        SortedSet<String> set = new TreeSet<>(digests);
        RiskAssessor known = sets.get(set);
        if (known != null) {
            return Optional.of(known);
        }
        List<PolicyPack> loaded = new ArrayList<>();
        for (String digest : set) {
            Optional<PolicyPack> pack = pack(digest);
            if (pack.isEmpty()) {
                return Optional.empty();
            }
            loaded.add(pack.get());
        }
        try {
            RiskAssessor assessor = RiskAssessor.of(loaded);
            sets.put(set, assessor);
            return Optional.of(assessor);
        } catch (InvalidPackException e) {
            LOG.errorf("packs %s were combined once and cannot be any more: %s", set, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The assessor that would be active if the proposal were.
     *
     * @throws ProblemException {@code invalid-pack} if the packs cannot be combined
     */
    @Transactional
    public RiskAssessor with(PackProposal proposal) {
        SortedMap<String, String> digests = digests();
        digests.remove(proposal.pack());
        if (!proposal.retire()) {
            digests.put(proposal.pack(), proposal.digest());
        }
        RiskAssessor known = sets.get(new TreeSet<>(digests.values()));
        if (known != null) {
            return known;
        }
        combine(digests.values().stream().map(d -> pack(d).orElseThrow()).toList());
        return of(digests.values()).orElseThrow();
    }

    /**
     * Refuses a pack that cannot stand beside the active ones of other ids.
     *
     * @throws ProblemException {@code invalid-pack}
     */
    @Transactional
    void requireCombinable(PolicyPack candidate) {
        List<PolicyPack> all = new ArrayList<>();
        all.add(candidate);
        digests().forEach((id, digest) -> {
            if (!id.equals(candidate.reference().id())) {
                all.add(pack(digest).orElseThrow());
            }
        });
        combine(all);
    }

    /** Keeps everybody else from activating, and from assessing in order to store it, until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    void holdAlone() {
        lock("pg_advisory_xact_lock");
    }

    /** The pack that is kept under a digest, read and checked; empty when there is none, or it is not accepted any more. */
    @Transactional
    Optional<PolicyPack> pack(String digest) {
        PolicyPack known = packs.get(digest);
        if (known != null) {
            return Optional.of(known);
        }
        PackFileEntity file = PackFileEntity.findById(digest);
        if (file == null) {
            return Optional.empty();
        }
        try {
            PolicyPack pack = PolicyPack.load(file.packId + ".yaml", file.bytes);
            packs.put(digest, pack);
            return Optional.of(pack);
        } catch (InvalidPackException e) {
            LOG.errorf("pack file %s was accepted once and is not any more: %s", digest, e.getMessage());
            return Optional.empty();
        }
    }

    private static void combine(List<PolicyPack> packs) {
        try {
            RiskAssessor.of(packs);
        } catch (InvalidPackException e) {
            throw refusal(e, "The pack cannot be combined with the other active packs");
        }
    }

    /** The refusal of a pack, with every reason. */
    static ProblemException refusal(InvalidPackException e, String sentence) {
        return new ProblemException(
                ProblemType.INVALID_PACK,
                sentence + ": " + e.problems().size()
                        + (e.problems().size() == 1 ? " problem" : " problems")
                        + "; 'faults' has line, rule and reason of each. The active packs stay as they are.",
                Map.of(
                        "faults",
                        e.problems().stream()
                                .map(p -> Map.of("line", p.line(), "rule", p.rule(), "reason", p.reason()))
                                .toList()));
    }

    private void lock(String function) {
        database.createNativeQuery("SELECT CAST(" + function + "(:lock) AS text)")
                .setParameter("lock", LOCK)
                .getSingleResult();
    }

    /** Forgets what was used longest ago. */
    private static final class Kept<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1L;
        private static final float LOAD = 0.75f;

        private final int max;

        Kept(int max) {
            super(max, LOAD, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
