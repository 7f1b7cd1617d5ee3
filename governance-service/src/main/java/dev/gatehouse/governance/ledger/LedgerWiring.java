package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.NoteKey;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads the ledger's key and opens its second place once, at start, and says plainly what is missing. */
class LedgerWiring {

    @Produces
    @Singleton
    @Startup
    LedgerKeys keys(LedgerConfig config) {
        LedgerKey key = LedgerKey.fromKeystore(
                required(config.keystore(), "keystore", "a PKCS#12 file with one Ed25519 key"),
                required(config.password(), "password", "the keystore's password")
                        .toCharArray(),
                required(config.origin(), "origin", "the name of this ledger, such as example.org/gatehouse"));
        String origin = key.noteKey().name();
        config.beginsAnew().filter(named -> !named.equals(origin)).ifPresent(named -> {
            throw new IllegalStateException("gatehouse.ledger.begins-anew names '" + named + "', and this ledger is '"
                    + origin + "': it is meant for another beginning; take it away, or name this one");
        });
        boolean anew = config.beginsAnew().isPresent();
        List<NoteKey> known = new ArrayList<>(List.of(key.noteKey()));
        for (String former : config.formerKeys().orElse(List.of())) {
            NoteKey formerKey = NoteKey.parse(former);
            if (anew && !formerKey.name().equals(origin)) {
                throw new IllegalStateException("gatehouse.ledger.former-keys has a key of '" + formerKey.name()
                        + "', whose checkpoints do not bind this ledger: gatehouse.ledger.begins-anew says so. Take one of"
                        + " the two away");
            }
            known.add(formerKey);
        }
        return new LedgerKeys(key, List.copyOf(known), anew);
    }

    @Produces
    @Singleton
    @Startup
    Anchor anchor(LedgerConfig config) {
        return Anchor.in(required(config.anchor(), "anchor", "a folder outside the database for its checkpoints"));
    }

    private static <T> T required(Optional<T> value, String name, String what) {
        return value.orElseThrow(() -> new IllegalStateException("No ledger " + name + ": set gatehouse.ledger." + name
                + " to " + what + ". docs/operate.md shows how."));
    }
}
