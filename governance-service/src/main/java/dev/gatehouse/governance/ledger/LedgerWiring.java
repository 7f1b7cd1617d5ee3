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
        List<NoteKey> known = new ArrayList<>(List.of(key.noteKey()));
        for (String former : config.formerKeys().orElse(List.of())) {
            NoteKey formerKey = NoteKey.parse(former);
            if (!formerKey.name().equals(key.noteKey().name())) {
                throw new IllegalStateException("gatehouse.ledger.former-keys has a key of '" + formerKey.name()
                        + "', and this ledger is '" + key.noteKey().name()
                        + "': another ledger's key does not belong here");
            }
            known.add(formerKey);
        }
        return new LedgerKeys(key, List.copyOf(known));
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
