package dev.gatehouse.governance.idempotency;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.UUID;

/** The claim that the request at work has on its key, if it came with one. */
@RequestScoped
class CurrentRequest {

    /** A caller's key, and which of the requests that came with it is at work. */
    record Claim(String caller, String key, UUID id) {}

    private Claim claim;

    void begin(Claim taken) {
        claim = taken;
    }

    Optional<Claim> end() {
        Optional<Claim> ended = claim();
        claim = null;
        return ended;
    }

    Optional<Claim> claim() {
        return Optional.ofNullable(claim);
    }
}
