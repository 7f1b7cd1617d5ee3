package dev.gatehouse.governance.permits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Holds the votes that a permit is to rest on against the ledger: a row in the database is no vote unless the act of casting it is there. */
@ApplicationScoped
class VotesOnRecord {

    private final Ledger ledger;
    private final People people;
    private final ObjectMapper json;

    @Inject
    VotesOnRecord(Ledger ledger, People people, ObjectMapper json) {
        this.ledger = ledger;
        this.people = people;
        this.json = json;
    }

    /** A refusal for every vote of which the ledger has no act with the same voter, function, decision, dossier and conditions. */
    List<Refusal> missing(Decision decision, UUID release) {
        List<Ledger.Entry> cast = ledger.about("release/" + release).stream()
                .filter(entry -> entry.act().equals("vote.cast"))
                .toList();
        List<Refusal> missing = new ArrayList<>();
        for (Vote vote : decision.votes()) {
            String voter = people.pseudonym(vote.voter());
            if (cast.stream().noneMatch(entry -> entry.actor().equals(voter) && isOf(read(entry.payload()), vote))) {
                missing.add(new Refusal(
                        "vote_not_on_record",
                        "The vote for " + vote.function() + " at " + vote.at()
                                + " is stored otherwise than the ledger says it was cast, or was never cast. Have the"
                                + " database looked into, withdraw the release and submit it anew."));
            }
        }
        return missing;
    }

    private static boolean isOf(JsonNode payload, Vote vote) {
        return payload.path("function").asText().equals(vote.function())
                && payload.path("decision").asText().equals(vote.decision().text())
                && payload.path("dossier").asText().equals(vote.dossierDigest().toString())
                && payload.path("conditions")
                        .asText()
                        .equals(Digest.of(vote.conditions().toJson().toString().getBytes(StandardCharsets.UTF_8))
                                .toString());
    }

    private JsonNode read(String payload) {
        try {
            return json.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a leaf's payload does not parse", e);
        }
    }
}
