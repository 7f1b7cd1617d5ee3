package dev.gatehouse.governance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.approval.ledger.NoteKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Somebody outside who follows the ledger over HTTP and remembers one checkpoint. It trusts the key and its memory, nothing else. */
final class Witness {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<NoteKey> keys;
    private final String token;
    private Checkpoint seen;

    Witness(List<NoteKey> keys, String token) {
        this.keys = keys;
        this.token = token;
    }

    /**
     * Goes on to the newest checkpoint there.
     *
     * @return why not; empty when it did
     */
    String follow(URI ledger) throws IOException, InterruptedException {
        Checkpoint newest;
        try {
            newest = Checkpoint.open(get(ledger, "/checkpoint"), keys);
        } catch (InvalidDocumentException e) {
            return e.getMessage();
        }
        if (seen != null) {
            if (newest.size() < seen.size()) {
                return "it shrank from " + seen.size() + " to " + newest.size();
            }
            JsonNode answer =
                    JSON.readTree(get(ledger, "/proofs/consistency?from=" + seen.size() + "&to=" + newest.size()));
            List<Digest> proof = new ArrayList<>();
            answer.path("hashes").forEach(hash -> proof.add(Digest.parse(hash.asText())));
            if (!MerkleTree.verifyConsistency(seen.size(), newest.size(), seen.root(), newest.root(), proof)) {
                return "it forked after " + seen.size();
            }
        }
        seen = newest;
        return "";
    }

    Checkpoint seen() {
        return seen;
    }

    private String get(URI ledger, String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(ledger + path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
