package dev.gatehouse.approval.signing;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one key that signs now, and every key whose signatures still count: the active one first, then the other keys of its keystore, then
 * retired ones of which only the public half is left.
 *
 * @param active signs permits and snapshots
 * @param trusted verifies them
 */
public record SigningKeys(SigningKey active, TrustedKeys trusted) {

    /** @throws KeyMaterialException if the active key's signatures would not be trusted */
    public SigningKeys {
        if (!trusted.keys().contains(active.verificationKey())) {
            throw new KeyMaterialException("the active key " + active.keyId()
                    + " is not among the keys that verify; nothing it signs would count");
        }
    }

    /** One key that signs and is alone trusted. */
    public static SigningKeys only(SigningKey key) {
        return new SigningKeys(key, TrustedKeys.of(key.verificationKey()));
    }

    /**
     * Reads a PKCS#12 keystore and the public keys beside it.
     *
     * @param alias the active key's alias; needed only where the keystore holds several keys
     * @param verificationKeys PEM files of retired public keys
     * @throws KeyMaterialException if a file is absent or unreadable, the password is wrong, the keystore holds no key, several without an
     *     alias, or none of that alias, a key is not on P-256, or there are more than {@link TrustedKeys#MAX_KEYS}
     */
    public static SigningKeys open(
            Path keystore, char[] password, Optional<String> alias, List<Path> verificationKeys) {
        Map<String, SigningKey> keys = KeystoreFile.read(keystore, password);
        SigningKey active = active(keys, alias, keystore);
        Set<VerificationKey> trusted = new LinkedHashSet<>();
        trusted.add(active.verificationKey());
        keys.values().forEach(key -> trusted.add(key.verificationKey()));
        for (Path file : verificationKeys) {
            trusted.addAll(TrustedKeys.fromPemFile(file).keys());
        }
        return new SigningKeys(active, TrustedKeys.of(trusted.toArray(VerificationKey[]::new)));
    }

    static SigningKey active(Map<String, SigningKey> keys, Optional<String> alias, Path keystore) {
        if (alias.isEmpty() && keys.size() == 1) {
            return keys.values().iterator().next();
        }
        if (alias.isEmpty()) {
            throw new KeyMaterialException("the signing keystore " + keystore + " holds " + keys.size()
                    + " private keys " + keys.keySet() + "; say which one signs by its alias");
        }
        // PKCS#12 keystores of the JDK know aliases in lower case only.
        SigningKey named = keys.get(alias.get().toLowerCase(java.util.Locale.ROOT));
        if (named == null) {
            throw new KeyMaterialException("the signing keystore " + keystore + " holds no private key with the alias '"
                    + alias.get() + "', only " + keys.keySet());
        }
        return named;
    }
}
