package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment.PackReference;
import dev.gatehouse.risk.InvalidPackException;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.PolicyPack.RuleText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Use cases on the files of packs: bring one in, list them, read one. */
@ApplicationScoped
public class Packs {

    private final ActivePacks active;
    private final Proposals proposals;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Packs(ActivePacks active, Proposals proposals, People people, Ledger ledger, Caller caller, Clock clock) {
        this.active = active;
        this.proposals = proposals;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * A pack and where it stands.
     *
     * @param id of the pack
     * @param active the file that assessments use; null for a pack that is retired or was never activated
     * @param proposal that waits for a second person; null when none does
     * @param files every file kept of it, newest first
     */
    public record PackSummary(String id, PackFile active, PackProposal proposal, List<PackFile> files) {}

    /** A file that was brought in, and whether it is new here. */
    public record Arrival(PackFile file, boolean created) {}

    /** Every pack that there ever was a file of, by id. */
    @Transactional
    public List<PackSummary> all() {
        return PackFileEntity.packIds().stream().map(this::summary).toList();
    }

    /**
     * One pack.
     *
     * @throws ProblemException {@code unknown-pack}
     */
    @Transactional
    public PackSummary named(String pack) {
        PackSummary summary = summary(pack);
        if (summary.files().isEmpty()) {
            throw unknown(pack);
        }
        return summary;
    }

    /**
     * What a file of a pack says.
     *
     * @param digest of the file; empty for the active one, or the newest where none is active
     * @throws ProblemException {@code unknown-pack}, or {@code not-found} if the pack has no such file
     */
    @Transactional
    public PackView view(String pack, Optional<String> digest) {
        PackSummary summary = named(pack);
        PackFile file = digest.isPresent()
                ? view(entity(pack, digest.get()))
                : Optional.ofNullable(summary.active()).orElse(summary.files().get(0));
        return PackView.of(file, active.pack(file.digest()).orElseThrow());
    }

    /** The days after that one on which rules of the active packs begin to bind, or no longer do, each with the rules' citations. */
    @Transactional
    public SortedMap<LocalDate, List<String>> datesAfter(LocalDate day) {
        SortedMap<LocalDate, List<String>> dates = new TreeMap<>();
        for (String digest : active.digests().values()) {
            for (RuleText rule : active.pack(digest).orElseThrow().rules()) {
                Stream.concat(
                                Stream.of(rule.effectiveFrom()),
                                rule.effectiveUntil().map(last -> last.plusDays(1)).stream())
                        .filter(date -> date.isAfter(day))
                        .forEach(date -> dates.computeIfAbsent(date, any -> new ArrayList<>())
                                .add(rule.citation()));
            }
        }
        return dates;
    }

    /**
     * The bytes of a file, as they came.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    public byte[] bytes(String pack, String digest) {
        return entity(pack, digest).bytes.clone();
    }

    /**
     * Checks a file and keeps it. It changes nothing until it is proposed and activated.
     *
     * @param bytes YAML, at most {@link PolicyPack#MAX_PACK_BYTES}
     * @throws ProblemException {@code invalid-pack} with every fault, also when it cannot stand beside the active packs;
     *     {@code duplicate} when its version is kept with other bytes; {@code body-too-large}
     */
    @Transactional
    public Arrival upload(byte[] bytes) {
        if (bytes.length > PolicyPack.MAX_PACK_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "A pack may have at most " + PolicyPack.MAX_PACK_BYTES + " bytes.");
        }
        PolicyPack pack;
        try {
            pack = PolicyPack.load("pack", bytes);
        } catch (InvalidPackException e) {
            throw ActivePacks.refusal(e, "The pack is refused");
        }
        PackReference reference = pack.reference();
        Optional<PackFileEntity> same = PackFileEntity.of(reference.id(), reference.digest());
        if (same.isPresent()) {
            return new Arrival(view(same.get()), false);
        }
        if (PackFileEntity.ofVersion(reference.id(), reference.version()).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "Version " + reference.version() + " of '" + reference.id()
                            + "' is kept with other bytes. Give the changed pack a new version.");
        }
        active.requireCombinable(pack);
        PackFileEntity entity = entity(pack, bytes, clock.instant(), caller.sub());
        entity.persistAndFlush();
        ledger.record("pack.uploaded", "pack/" + entity.packId, Map.of("file", entity.digest));
        return new Arrival(view(entity), true);
    }

    static PackFileEntity entity(PolicyPack pack, byte[] bytes, Instant now, String by) {
        PackFileEntity entity = new PackFileEntity();
        entity.digest = pack.reference().digest();
        entity.packId = pack.reference().id();
        entity.version = pack.reference().version();
        entity.title = pack.reference().title();
        entity.kind = pack.reference().kind().name();
        entity.bytes = bytes;
        entity.uploadedAt = now;
        entity.uploadedBy = by;
        return entity;
    }

    private PackSummary summary(String pack) {
        List<PackFile> files =
                PackFileEntity.allOf(pack).stream().map(this::view).toList();
        return new PackSummary(
                pack,
                files.stream().filter(PackFile::active).findFirst().orElse(null),
                proposals.waiting(pack).orElse(null),
                files);
    }

    private PackFile view(PackFileEntity f) {
        boolean inUse = f.digest.equals(active.digests().get(f.packId));
        boolean shipped = f.uploadedBy.equals(Ledger.SERVICE);
        return new PackFile(
                f.digest,
                f.packId,
                f.version,
                f.title,
                f.kind,
                inUse,
                shipped,
                f.uploadedAt,
                shipped ? "Gatehouse" : people.displayName(f.uploadedBy));
    }

    private static PackFileEntity entity(String pack, String digest) {
        return PackFileEntity.of(pack, digest)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "'" + pack + "' has no file with the digest " + digest + ". GET /api/v1/packs lists them."));
    }

    static ProblemException unknown(String pack) {
        return new ProblemException(
                ProblemType.UNKNOWN_PACK, "There is no pack '" + pack + "'. GET /api/v1/packs lists them.");
    }
}
