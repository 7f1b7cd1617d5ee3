package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.LedgerReplay;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.ledger.TlogProof;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@Path("/api/v1")
@Blocking
class LedgerResource {

    private static final int MAX_PAGE_LEAVES = 1000;
    private static final int MAX_PAGE_CHECKPOINTS = 1000;

    record Leaves(List<Ledger.Entry> items) {}

    record CheckpointView(long size, String root, Instant at, String note) {}

    record Checkpoints(List<CheckpointView> items) {}

    record Inclusion(long leaf, long size, List<String> hashes) {}

    record Consistency(long from, long to, List<String> hashes) {}

    /**
     * The members of a broken ledger are null for an intact one, and the other way round. {@code differences}: where the database says
     * something else than the acts of an intact ledger.
     */
    record VerificationView(
            boolean intact,
            Long leaves,
            Long covered,
            String root,
            Long checkpoints,
            Long first,
            Long last,
            String what,
            List<String> differences) {}

    private final Ledger ledger;
    private final Verifications verifications;

    @Inject
    LedgerResource(Ledger ledger, Verifications verifications) {
        this.ledger = ledger;
        this.verifications = verifications;
    }

    @GET
    @Path("/ledger/key")
    @Produces(MediaType.TEXT_PLAIN)
    @PermitAll
    public String key() {
        return String.join("\n", ledger.verifierKeys()) + "\n";
    }

    @GET
    @Path("/ledger/checkpoint")
    @Produces(MediaType.TEXT_PLAIN)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public String checkpoint() {
        return newest().note();
    }

    @GET
    @Path("/ledger/checkpoints")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Checkpoints checkpoints(
            @QueryParam("origin") @Size(max = NoteKey.MAX_NAME_CHARS) String origin,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MAX_PAGE_CHECKPOINTS) int limit) {
        return new Checkpoints(ledger.checkpointsAfter(Optional.ofNullable(origin), after, limit).stream()
                .map(c -> new CheckpointView(c.size(), c.root().toString(), c.at(), c.note()))
                .toList());
    }

    @GET
    @Path("/ledger/leaves")
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Leaves leaves(
            @QueryParam("from") @DefaultValue("0") @Min(0) long from,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MAX_PAGE_LEAVES) int limit) {
        return new Leaves(ledger.from(from, limit));
    }

    @GET
    @Path("/ledger/leaves/{index}")
    @RolesAllowed({Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Ledger.Entry leaf(@Min(0) long index) {
        return ledger.named(index);
    }

    @GET
    @Path("/ledger/leaves/{index}/proof")
    @Produces(MediaType.TEXT_PLAIN)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public String proof(@Min(0) long index) {
        return ledger.proof(index)
                .map(TlogProof::text)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_LEAF, "No checkpoint covers a leaf " + index + " yet."));
    }

    @GET
    @Path("/ledger/proofs/inclusion")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Inclusion inclusion(
            @QueryParam("leaf") @Min(0) Long leaf,
            @QueryParam("hash") String hash,
            @QueryParam("size") @Min(1) Long size) {
        if ((leaf == null) == (hash == null)) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "Name the leaf by its index (leaf) or by its hash (hash), one of them.");
        }
        long index = leaf != null ? leaf : ledger.hashing(digest(hash)).index();
        long treeSize = Optional.ofNullable(size).orElseGet(() -> newest().size());
        return new Inclusion(index, treeSize, texts(ledger.inclusionProof(index, treeSize)));
    }

    @GET
    @Path("/ledger/proofs/consistency")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Consistency consistency(@QueryParam("from") @Min(1) long from, @QueryParam("to") @Min(1) Long to) {
        long treeSize = Optional.ofNullable(to).orElseGet(() -> newest().size());
        return new Consistency(from, treeSize, texts(ledger.consistencyProof(from, treeSize)));
    }

    @POST
    @Path("/ledger/verifications")
    @RolesAllowed(Roles.COMPLIANCE)
    public VerificationView verify() {
        LedgerReplay.Outcome outcome = verifications.verify();
        if (outcome instanceof LedgerReplay.Broken broken) {
            return new VerificationView(
                    false, null, null, null, null, broken.first(), broken.last(), broken.what(), List.of());
        }
        LedgerReplay.Intact intact = (LedgerReplay.Intact) outcome;
        List<String> differences = verifications.differences();
        return new VerificationView(
                true,
                intact.leaves(),
                intact.covered(),
                intact.root().toString(),
                intact.checkpoints(),
                null,
                null,
                null,
                differences);
    }

    private StoredCheckpoint newest() {
        return ledger.newestCheckpoint()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "The ledger has signed nothing yet: no act is on record."));
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidDocumentException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "hash: " + e.getMessage() + ".");
        }
    }

    private static List<String> texts(List<Digest> hashes) {
        return hashes.stream().map(Digest::toString).toList();
    }
}
