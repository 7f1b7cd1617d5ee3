package dev.gatehouse.approval.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The private keys of a PKCS#12 file; file and keys have the same password. Each refusal says what to do. */
final class KeystoreFile {
    private static final String HOW_TO_MAKE_ONE =
            "keytool -genkeypair -keyalg EC -groupname secp256r1 -storetype PKCS12 makes one";

    private KeystoreFile() {}

    /**
     * Reads every private key by its alias, in alphabetical order.
     *
     * @throws KeyMaterialException if the file is absent or unreadable, the password is wrong, there is no key or more than
     *     {@link TrustedKeys#MAX_KEYS}, or one is not on P-256
     */
    static Map<String, SigningKey> read(Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            Map<String, SigningKey> keys = new TreeMap<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    PrivateKey key = (PrivateKey) store.getKey(alias, password);
                    keys.put(
                            alias,
                            SigningKey.of(
                                    key,
                                    store.getCertificate(alias).getPublicKey(),
                                    file + " under the alias '" + alias + "'"));
                }
            }
            if (keys.isEmpty() || keys.size() > TrustedKeys.MAX_KEYS) {
                throw new KeyMaterialException("the signing keystore " + file + " holds " + keys.size()
                        + " private keys; 1 to " + TrustedKeys.MAX_KEYS + " are expected (" + HOW_TO_MAKE_ONE + ")");
            }
            return keys;
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException(
                    "the signing keystore " + file + " does not exist; check its path (" + HOW_TO_MAKE_ONE + ")", e);
        } catch (IOException e) {
            String why = e.getCause() instanceof UnrecoverableKeyException
                    ? "cannot be opened: the password is wrong"
                    : "cannot be opened: " + e + "; check that it is a PKCS#12 file (" + HOW_TO_MAKE_ONE + ")";
            throw new KeyMaterialException("the signing keystore " + file + " " + why, e);
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new KeyMaterialException(
                    "the signing keystore " + file + " cannot be used: " + e
                            + "; it must be PKCS#12 with P-256 keys under the keystore's own password",
                    e);
        }
    }
}
